"""The demonstration study in marimo: everybody in it is invented. `marimo edit` this file beside `demo-data`."""

import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import polars as pl

    import firsthand

    return firsthand, mo, pl


@app.cell
def _(mo):
    mo.md("""
    # A study in marimo

    This is the demonstration study of Firsthand (`make demo`). **Everybody in it is invented, and so is every word.**
    marimo keeps code alone in its file, and no output; what it exports has what it shows.
    """)


@app.cell
def _(firsthand):
    study = firsthand.open("demo-data", as_="Sam")
    study.sources
    return (study,)


@app.cell
def _(pl, study):
    people = (
        study.matrix("families", columns="attributes")
        .to_polars()
        .select("name", "people", pl.selectors.starts_with("cells.Age"))
    )
    people
    return (people,)


@app.cell
def _(pl, study):
    agreement = (
        study.agreement().to_polars().filter(pl.col("measure").is_in(["f1", "kappa"]), pl.col("n") > 0)
    )
    agreement.filter(pl.col("code").is_null()).select("coders", "measure", "value", "low", "high")
    return (agreement,)


@app.cell
def _(study):
    counted = [study.search("kettle"), study.vocabulary("en")]
    counted[1]
    return (counted,)


@app.cell
def _(study):
    acts = [study.make_code("Seen from marimo").sentence, study.undo().sentence]
    acts
    return (acts,)


if __name__ == "__main__":
    app.run()
