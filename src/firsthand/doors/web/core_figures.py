"""What the figures of a brought table are called, as `core.brought` says it, which knows of no languages.

Named here so that it is translated. A test holds that all of it is here. Formulas stay as they are published.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as noop

KINDS = (
    noop("units by coders"), noop("unit, then a column for each coder"),
    noop("who put which code where"), noop("coder, start, end; code, document, length"),
    noop("how much two coders marked"), noop("both, first, second, neither"),
    noop("codings"), noop("code, start, end; document"),
    noop("codes together, counted"), noop("one, two, both"),
    noop("segments and their codes"), noop("segment, code"),
    noop("edges of a network"), noop("from, to; weight"),
    noop("rows by columns, counted"), noop("anything, then a column for each group, with whole numbers"),
    noop("people, what is said of them, and codes"),
    noop("participant, what is said of them, then a column for each code"),
    noop("interviews by codes"), noop("interview, then a column for each code, with 1 or 0"),
    noop("codes in one interview and in two, counted"), noop("interviews, codes, once, twice; incidences"),
    noop("sequences of codes"), noop("sequence, code"),
    noop("words together, counted"), noop("one, two, both, all"),
    noop("words here and there, counted"), noop("here, there, words_here, words_there"),
    noop("texts"), noop("text; who"), noop("sentences, to see how near they are"), noop("sentence"),
)  # fmt: skip

TITLES = (
    noop("How far coders agree"), noop("Each value against the others"),
    noop("Between what alpha lies, in 95 of 100 drawings"), noop("How far two coders agree"),
    noop("Where pieces begin and end, and their codes"), noop("Pieces, code by code"),
    noop("Characters, by code and two coders"), noop("Whole segments"), noop("Characters, by code and all coders"),
    noop("Codes together"),
    noop("Where one is there more than five times as often as the other, read the two shares, not c."),
    noop("Codes beside codes"), noop("The network"), noop("Node by node"), noop("In how many each code is"),
    noop("Whether rows go with columns"),
    noop("Few people can hardly be told from chance: the least p that could come out at all stands beside each p."),
    noop("What was counted"), noop("Whether codes go with what is said of people"),
    noop("How many codes there may be"),
    noop(
        "No number proves saturation. The figures take the codebook as settled, interviews as if they could have come "
        "in any order, and codes as found rather than made."
    ),
    noop("What was new at each"), noop("New codes in a run, beside those of a base (Guest, Namey and Chen 2020)"),
    noop("Run by run"), noop("Curves (Lowe and others 2018), by least squares; IW also from two numbers"),
    noop("What so many interviews hold on average"), noop("What follows what"), noop("Words beside words"),
    noop("Here and there"), noop("How often words are"), noop("In context"),
    noop("How near each two are"), noop("The nearest to each"),
    noop(
        "Wording and topic, not meaning: what belongs together because of what it means, the model does not see. There "
        "is always a nearest, also where nothing is alike."
    ),
    noop("Pieces put side by side (gamma)"), noop("Codes of pieces side by side, code by code"),
    noop("Gamma is drawn: with another seed it is a little other. From and to say how well chance is known."),
    noop("Pieces beside nothing weigh much where there are many: look at both readings."),
)  # fmt: skip
COLUMNS = (
    noop("Alike"), noop("Cohen’s kappa"), noop("Scott’s pi"), noop("Fleiss’ kappa"), noop("Krippendorff’s alpha"),
    noop("Observed disagreement"), noop("Expected disagreement"),
    noop("Gwet’s AC1"), noop("Gwet’s AC2"), noop("Bennett’s S"), noop("Highest kappa"), noop("From"), noop("To"),
    noop("Both"), noop("The first alone"), noop("The second alone"), noop("Neither"), noop("Share marked"),
    noop("Prevalence index"), noop("Bias index"), noop("Positive agreement (F1)"), noop("Negative agreement"),
    noop("Jaccard"), noop("Precision"), noop("Recall"), noop("u-alpha"), noop("|u-alpha"), noop("cu-alpha"),
    noop("Coverage of cu"), noop("(k)u-alpha"), noop("Coverage"), noop("|u-alpha of the code alone"), noop("Matched"),
    noop("Split"), noop("Merged"), noop("Matched, of all"), noop("The first"), noop("The second"), noop("c"),
    noop("c out of range"), noop("Share of the first"), noop("Share of the second"), noop("One five times as often"),
    noop("Codings of the first"), noop("Codings of the second"), noop("Overlap"), noop("Equal"),
    noop("First within second"), noop("First around second"), noop("First followed by second"), noop("Near"),
    noop("Characters under both"), noop("Of the first, overlap the second"), noop("Of the second, overlap the first"),
    noop("Nodes"), noop("Edges"), noop("Density"), noop("Transitivity"), noop("Degree"), noop("Strength"),
    noop("Betweenness"), noop("In"), noop("Together in"), noop("Chi-square"), noop("Degrees of freedom"),
    noop("p of chi-square"), noop("Cramér’s V"), noop("Least expected"), noop("p, exact"),
    noop("p, as many in the first cell or more"), noop("Arrangements"), noop("Drawn"), noop("Least p possible"),
    noop("Least p possible this way"), noop("p, by Holm"), noop("Interviews (T)"), noop("Codes (S)"),
    noop("In exactly one (Q1)"), noop("In exactly two (Q2)"), noop("Incidences (U)"), noop("Not met, at least"),
    noop("Chao2"), noop("Standard error"), noop("Jackknife, first order"), noop("Jackknife, second order"),
    noop("Codes after as many again"), noop("More interviews for 95 in 100 of Chao2"), noop("New"), noop("So far"),
    noop("Codes in the base"), noop("Reached at 5 in 100"), noop("in other orders"), noop("Reached at none"),
    noop("Beside the base"), noop("Codes in all (A)"), noop("Rate (b)"), noop("Index"), noop("Off by, in codes"),
    noop("Does not fit: over 100"), noop("Codes"), noop("Times"), noop("Share of what follows"), noop("By chance"),
    noop("Adjusted residual"), noop("Yule’s Q"), noop("p by shuffling"), noop("The one"), noop("The other"),
    noop("Together"), noop("In all"), noop("PMI"), noop("Normalised PMI"), noop("t"), noop("G²"), noop("Dice"),
    noop("logDice"), noop("Here"), noop("There"), noop("Words here"), noop("Words there"), noop("G², two cells"),
    noop("G², four cells"), noop("Log ratio"), noop("People"), noop("DP"), noop("Before"), noop("Word"),
    noop("After"), noop("Gamma"), noop("Gamma-cat"), noop("Gamma-cat, of aligned pieces alone"),
    noop("Observed disorder"), noop("Expected disorder"), noop("Gamma-k"), noop("Sentence"),
    noop("Nearest"), noop("How near"), noop("Gamma-k, of aligned pieces alone"),
)  # fmt: skip
FACTS = (
    noop("Units"), noop("Units that two coders rated, or more"), noop("Coders"), noop("Values"), noop("Metric"),
    noop("Rows"), noop("Codings"), noop("Codes"), noop("Documents"), noop("Characters"), noop("How long texts are"),
    noop("What counted"), noop("Pairs"), noop("Near is at most, in characters"), noop("Rule"), noop("segment"),
    noop("People"), noop("Columns"), noop("What is said of them"), noop("Tests"), noop("Interviews"), noop("Order"),
    noop("Sequences"), noop("Steps"), noop("Transitions"), noop("Lag"), noop("A code after itself"), noop("Seed"),
    noop("Words"), noop("Texts"), noop("Different words"), noop("Continua drawn for gamma"),
    noop("Sentences"), noop("Model"), noop("Hash of its weights"), noop("Bytes sent"), noop("How near is told"),
)  # fmt: skip
SAID = (
    noop("nominal"), noop("ordinal"), noop("interval"), noop("ratio"), noop("jaccard"), noop("dice"), noop("masi"),
    noop("mv"), noop("cosine of the two vectors: 1 for the same words"),
    noop("given"), noop("all characters of all documents, for every coder"),
    noop("touching is no overlap; nothing meets across documents"),
    noop("edges have no direction; betweenness takes every edge as one step"),
    noop("what is said twice of one counts once"), noop("as the rows stand"), noop("counts"),
    noop("up to the last end in the table, since nobody says how long a text is"), noop("is one event"),
    noop("letters and figures with apostrophes inside are a word; lower case is for counting only"),
)  # fmt: skip
ROWS = (
    noop("units drawn anew"), noop("pairs of ratings drawn anew (Krippendorff)"),
    noop("IW from the mean of codes per interview"), noop("IW from the codes of the first interview"),
)  # fmt: skip
WORDS = frozenset((*KINDS, *TITLES, *COLUMNS, *FACTS, *SAID, *ROWS))
