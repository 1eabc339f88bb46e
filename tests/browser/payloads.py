"""Text that tries to become script, style, markup, a formula or a query: ways out of a place × what comes then."""

from itertools import product

WAYS_OUT = (
    "",
    '">',
    "'>",
    "`>",
    "</title>",
    "</textarea>",
    "</script>",
    "</style>",
    "-->",
    "]]>",
    "</svg></math>",
    "</select></table>",
    "\u202e",
    "\ufeff<",
)
ACTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<a href='javascript:alert(1)'>here</a>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=//evil.example/>",
    "<style>*{display:none}</style>",
    "<b style='background:url(//evil.example)'>bold</b>",
    "<form action=//evil.example><button>Go</button></form>",
    "<div hx-get=/queue/ hx-trigger=load hx-on:click=alert(1)>",
    '<hx-partial hx-target="body"><script>alert(1)</script></hx-partial>',
    "<object data='data:text/html,<script>alert(1)</script>'>",
    "<template shadowrootmode=open><slot onslotchange=alert(1)></template>",
)
ATTRIBUTES = (
    '" onmouseover=alert(1) x="',
    "' onfocus=alert(1) autofocus='",
    "` onclick=alert(1) `",
    "x onerror=alert(1)",
)
LINKS = ("javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>alert(1)</script>", "//evil.example/x")
TEMPLATES = (
    "{{ 7|add:7 }}",
    "{% load static %}",
    "${alert(1)}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{{constructor.constructor('alert(1)')()}}",
)
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1+1)", '=HYPERLINK("//evil.example","x")')
QUERIES = ("'; DROP TABLE members; --", '" OR 1=1 --', "%_\\%", "$1 :name %(name)s")
ESCAPES = (
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "&lt;script&gt;alert(1)",
    "&#x3C;img src=x onerror=alert(1)&#x3E;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\uff1cscript\uff1ealert(1)",
)
WRITING = (
    "\u202e\u2066evil\u2069",
    "شركة <b>إنيتك</b>",
    "乌木 <i>科技</i>",
    "👩‍👩‍👧‍👦<u>👍🏽</u>",
    "Z̸̢͑a̵͎͝l̷̫̆g̴̖̈o̴̠͊ <s>",
    "a" * 900 + "<b>",
)

PAYLOADS = (
    *(way + act for way, act in product(WAYS_OUT, ACTS)),
    *(*ATTRIBUTES, *LINKS, *TEMPLATES, *FORMULAS, *QUERIES, *ESCAPES, *WRITING),
)
