"""The shared sentences of reports, for the html templates."""

from django import template

from firsthand.giving_back.reports import words

register = template.Library()
register.filter("reference", words.reference)
register.filter("summary", words.summary)
register.filter("facets", words.facets)
register.filter("sides", words.sides)
register.simple_tag(words.banner, name="banner")
