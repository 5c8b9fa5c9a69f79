"""The addresses of all pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from firsthand.doors.web.views import (
    bringing,
    codebook,
    fieldwork,
    front,
    media,
    memos,
    people,
    reading,
    reports,
    sources,
    study,
    themes,
    trail,
    transcribing,
)

IN_STUDY: list[URLPattern | URLResolver] = [
    path("", study.study, name="study"),
    path("acting/", study.act, name="acting"),
    path("rights/", study.rights, name="rights"),
    # field
    path("sources/", sources.listing, name="sources"),
    path("sources/import/", bringing.bring, name="import"),
    path("sources/import/preview/", bringing.preview, name="preview"),
    path("sources/note/", fieldwork.note, name="note"),
    path("sources/<uuid:source_id>/", reading.read, name="source"),
    path("sources/<uuid:source_id>/apply/", reading.apply, name="apply"),
    path("sources/<uuid:source_id>/details/", sources.details, name="source-details"),
    path("sources/<uuid:source_id>/voices/", sources.voices, name="voices"),
    path("sources/<uuid:source_id>/reader/", reading.reader, name="reader"),
    path("sources/<uuid:source_id>/original/", sources.original, name="original"),
    path("sources/<uuid:source_id>/remove/", sources.remove, name="source-remove"),
    path("sources/<uuid:source_id>/media/", media.add, name="media-add"),
    path("sources/<uuid:source_id>/transcribe/", transcribing.correct, name="transcribe-source"),
    path("media/<uuid:medium_id>/", media.play, name="medium"),
    path("media/<uuid:medium_id>/remove/", media.remove, name="medium-remove"),
    path("transcribe/", transcribing.new, name="transcribe"),
    path("visits/", fieldwork.visits, name="visits"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new, name="person-new"),
    path("people/<uuid:person_id>/", people.person, name="person"),
    path("people/<uuid:person_id>/remove/", people.remove, name="person-remove"),
    # analysis
    path("codings/remove/", reading.remove, name="coding-remove"),
    path("codings/<uuid:coding_id>/", reading.coding, name="coding"),
    path("codings/<uuid:coding_id>/recode/", reading.change, {"what": "recode"}, name="recode"),
    path("codings/<uuid:coding_id>/describe/", reading.change, {"what": "describe"}, name="describe"),
    path("codings/<uuid:coding_id>/resize/", reading.change, {"what": "resize"}, name="resize"),
    path("codebook/", codebook.codebook, name="codebook"),
    path("codebook/new/", codebook.new, name="code-new"),
    path("codebook/<uuid:code_id>/", codebook.code, name="code"),
    path("codebook/<uuid:code_id>/define/", codebook.define, name="define"),
    path("codebook/<uuid:code_id>/move/", codebook.move, name="move"),
    path("codebook/<uuid:code_id>/merge/", codebook.merge, name="merge"),
    path("codebook/<uuid:code_id>/split/", codebook.split, name="split"),
    path("codebook/<uuid:code_id>/delete/", codebook.delete, name="code-delete"),
    path("memos/", memos.memos, name="memos"),
    path("memos/new/", memos.new, name="memo-new"),
    path("memos/<uuid:memo_id>/", memos.memo, name="memo"),
    path("memos/<uuid:memo_id>/change/", memos.change, name="memo-change"),
    path("memos/<uuid:memo_id>/link/", memos.link, name="memo-link"),
    path("memos/<uuid:memo_id>/unlink/<uuid:link_id>/", memos.unlink, name="memo-unlink"),
    path("memos/<uuid:memo_id>/remove/", memos.remove, name="memo-remove"),
    path("themes/", themes.themes, name="themes"),
    path("themes/new/", themes.new, name="theme-new"),
    path("themes/<uuid:theme_id>/", themes.theme, name="theme"),
    path("themes/<uuid:theme_id>/change/", themes.change, name="theme-change"),
    path("themes/<uuid:theme_id>/remove/", themes.remove, name="theme-remove"),
    path("themes/<uuid:theme_id>/gather/", themes.gather, name="gather"),
    path("themes/<uuid:theme_id>/let-go/<uuid:code_id>/", themes.let_go, name="let-go"),
    path("themes/<uuid:theme_id>/claims/", themes.make_claim, name="claim-new"),
    path("themes/<uuid:theme_id>/claims/<uuid:claim_id>/", themes.change_claim, name="claim"),
    path("themes/<uuid:theme_id>/claims/<uuid:claim_id>/remove/", themes.remove_claim, name="claim-remove"),
    path("themes/<uuid:theme_id>/evidence/", themes.evidence, name="evidence"),
    path(
        "themes/<uuid:theme_id>/evidence/<uuid:evidence_id>/", themes.change_evidence, name="evidence-change"
    ),
    # the record, and giving back
    path("trail/", trail.trail, name="trail"),
    path("trail/<int:number>/undo/", trail.take_back, name="undo"),
    path("trail/<int:number>/redo/", trail.do_again, name="redo"),
    path("reports/", reports.reports, name="reports"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front.front, name="front"),
    path("begin/", front.begin, name="begin"),
    path("s/<slug:slug>/", include(IN_STUDY)),
]
