"""Words that are scripts where a page takes them for markup. Each calls `alert`, which the tests listen to."""

# ruff: noqa: E501 (each as it is sent)

from __future__ import annotations

from itertools import islice, product

# Taguette took words that lay as JSON within HTML for its own script (CVE-2025-62528): they end the script they lie in.
IN_JSON = (
    "</script><script>alert(1)</script>", "</SCRIPT ><svg/onload=alert(1)>", "<!--<script>alert(1)</script>",
    "\\u003c/script\\u003e<script>alert(1)</script>", "';alert(1);//", '";alert(1);//', "`${alert(1)}`", "\u2028alert(1)//",
    "]]></script><script>alert(1)</script>", "{{constructor.constructor('alert(1)')()}}", "${alert(1)}", "{% raw %}alert(1)",
)  # fmt: skip
OUT_OF = (
    "",
    "'>",
    '">',
    "-->",
    "</textarea>",
    "</title>",
    "</style>",
    "</script>",
    "</option></select>",
    "</template>",
    "' ",
    '" ',
    "\0",
)
DOING = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>", "<input autofocus onfocus=alert(1)>", "<iframe srcdoc='<script>parent.alert(1)</script>'>",
    "<a href=javascript:alert(1) id=x>x</a><script>x.click()</script>", "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><mglyph><style><!--</style><img src=x onerror=alert(1)>", "onfocus=alert(1) autofocus x=", "onmouseover=alert(1) x=",
    "<object data=javascript:alert(1)>", "<style>@import 'javascript:alert(1)'</style>", "<noscript><p title='</noscript><img src onerror=alert(1)>'>",
    "<video><source onerror=alert(1)>", "<marquee onstart=alert(1)>", "<form action=javascript:alert(1)><input type=submit autofocus>",
    "javascript:alert(1)", "[x](javascript:alert(1))", "data:text/html,<script>alert(1)</script>", "<svg><script>alert&#40;1)</script>",
    "＜script＞alert(1)＜/script＞", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
)  # fmt: skip


def vectors(many: int) -> list[str]:
    """So many of them: those for JSON first, then each script out of each place."""
    mixed = (before + doing for before, doing in product(OUT_OF, DOING))
    return [*IN_JSON, *islice(mixed, max(0, many - len(IN_JSON)))][:many]
