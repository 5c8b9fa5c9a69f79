"""What Hypothesis draws for the tests of core: texts with every awkwardness, spans, documents and their revisions."""

from hypothesis import strategies as st

from firsthand.core.spans import Span

MAX_POINT = 40

# Often the letters that take more than one unit somewhere, sometimes any letter that a text can be stored with.
letters = st.sampled_from("a b\n\n\t\x7f\x80\u07ff\u0800\uffff,é\u0301بש\u05b8ก\u200d👍👧𝔄") | st.characters(
    codec="utf-8"
)
texts = st.text(letters, max_size=60)

spans = st.builds(
    lambda start, length: Span(start, start + length), st.integers(0, MAX_POINT), st.integers(1, MAX_POINT)
)

# Short lines from few words: what makes a diff ambiguous.
WORDS = ["yes", "no", "I", "was", "so", "tired", "then", "they", "came", "late", "كنت", "👍"]
lines = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
documents = st.lists(lines, max_size=10)


def spans_in(text: str) -> st.SearchStrategy[list[Span]]:
    """Spans that lie in `text`; none where it is empty."""
    if not text:
        return st.just([])
    ends = st.lists(st.integers(0, len(text)), min_size=2, max_size=2, unique=True).map(sorted)
    return st.lists(ends.map(lambda pair: Span(pair[0], pair[1])), max_size=12)


@st.composite
def revisions(draw: st.DrawFn) -> tuple[str, str, list[Span]]:
    """A text, the text after some edits of its paragraphs and words, and spans of the first."""
    old = draw(documents)
    new = list(old)
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, max(0, len(new) - 1)))
        match draw(st.sampled_from(["insert", "delete", "replace", "reword", "move"])):
            case "insert":
                new.insert(at, draw(lines))
            case "delete":
                del new[at : at + 1]
            case "replace":
                new[at : at + 1] = [draw(lines)]
            case "reword":
                new[at : at + 1] = [line.replace("so", "very") for line in new[at : at + 1]]
            case "move":
                new.insert(draw(st.integers(0, len(new))), new.pop(at) if new else "")
    text = "\n".join(old)
    return text, "\n".join(new), draw(spans_in(text))
