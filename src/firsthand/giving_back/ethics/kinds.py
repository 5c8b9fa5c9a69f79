"""What each table and each sealed field is called, for the data map. The map itself follows from the models.

A test fails where a model, a sealed field or a text in the clear has no line here, and where a line is of nothing.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

# Ids that name a row without being a foreign key, and no sealed words. A test holds that none of them ever names some.
OF_ROWS = frozenset(
    {
        "study_id", "member_id", "was_in", "sent_as",
        "giving_back.flag.row", "memos.link.row", "trail.redaction.row",
        "sources.source.current", "projects.aside.version", "themes.evidence.coding", "themes.themecode.code",
    }
)  # fmt: skip

# What is sealed, by field.
WORDS = {
    "consent.consent.said": lazy("What participants answered, and who may not read their words"),
    "consent.form.about": lazy("The wordings of sheet and form"),
    "people.participant.about": lazy("Chosen names, and what people said of themselves"),
    "people.name.said": lazy("Real names and how to reach people"),
    "sources.source.about": lazy("Titles and file names of sources"),
    "sources.source.original": lazy("Files as they came"),
    "sources.textversion.text": lazy("What people said, and field notes"),
    "sources.textversion.structure": lazy("Who speaks where in a text, and when"),
    "media.medium.about": lazy("Recordings and pictures, with their names"),
    "fieldwork.site.about": lazy("Sites"),
    "fieldwork.visit.about": lazy("What was going on at a visit"),
    "interviews.guideversion.about": lazy("Interview guides"),
    "interviews.wording.about": lazy("Questions of a guide"),
    "interviews.interview.about": lazy("Where an interview was held, and what is to be known of it"),
    "deid.identifier.words": lazy("Words that tell who somebody is: until they are replaced"),
    "deid.identifier.said": lazy("What was put in their place, and why"),
    "codebook.code.wording": lazy("Codes and their definitions"),
    "coding.rule.wording": lazy("What a rule looked for"),
    "memos.memo.wording": lazy("Memos and journals"),
    "themes.theme.wording": lazy("Themes"),
    "themes.claim.wording": lazy("Claims"),
    "trail.entry.reason": lazy("Reasons that were given for an act"),
    "giving_back.withdrawal.told": lazy("Receipts of withdrawals, in numbers"),
    "ethics.incident.about": lazy("What went wrong, when, whom it was about, what was done"),
    "ethics.training.about": lazy("Trainings that members took"),
    "projects.arrival.said": lazy("What a project of another program held besides its texts"),
    "projects.aside.said": lazy("What a project of another program said of a text"),
    "keyring.lock.label": lazy("What a token is for"),
}

# By which right the program shows what is sealed; all else is shown to whoever reads the study.
SHOWN_BY = {
    "consent": "consent.read",
    "people.name": "name.read",
    "giving_back.withdrawal": "participant.withdraw",
    "ethics": "ethics.read",
    "keyring.lock": "token.make",
}

# What each table keeps, and so what its dates and numbers are of.
TABLES = {
    "studies.study": lazy("Studies"),
    "studies.membership": lazy("Members"),
    "studies.attempts": lazy("Attempts to come in, under a digest of name and address"),
    "trail.entry": lazy("The record of acts"),
    "trail.redaction": lazy("Entries about what was taken out"),
    "vault.sealed": lazy("All sealed words"),
    "keyring.wrap": lazy("The study key, sealed for each member"),
    "keyring.textkey": lazy("The key of each text, sealed"),
    "keyring.nameskey": lazy("The names key, its public half"),
    "keyring.nameswrap": lazy("The names key, sealed for each who may read names"),
    "keyring.ownsecret": lazy("That a member has a secret of their own"),
    "keyring.lock": lazy("Members’ secrets, sealed under passphrases and codes"),
    "keyring.handedover": lazy("Keys that were given and not yet taken, sealed"),
    "keyring.unlocked": lazy("Secrets of who is in now, sealed under what only their browser has"),
    "consent.consent": lazy("Answers"),
    "consent.form": lazy("Wordings of sheet and form"),
    "people.participant": lazy("Participants"),
    "people.name": lazy("That a real name is written down"),
    "sources.source": lazy("Sources"),
    "sources.textversion": lazy("Texts in their versions"),
    "sources.voice": lazy("Who speaks"),
    "sources.ownwords": lazy("Whose words these are in a note"),
    "media.medium": lazy("Recordings and pictures"),
    "media.arrival": lazy("Recordings on their way in"),
    "fieldwork.site": lazy("Sites"),
    "fieldwork.visit": lazy("Visits"),
    "fieldwork.present": lazy("Who was present"),
    "fieldwork.fieldnote": lazy("Field notes"),
    "fieldwork.bystander": lazy("Words about people who were not asked"),
    "interviews.guide": lazy("Guides"),
    "interviews.guideversion": lazy("Versions of guides"),
    "interviews.question": lazy("Questions of a guide"),
    "interviews.wording": lazy("Wordings of questions"),
    "interviews.interview": lazy("Interviews"),
    "interviews.answer": lazy("Where a question is answered"),
    "interviews.unanswered": lazy("Questions that were left out"),
    "deid.identifier": lazy("Words that tell who somebody is"),
    "codebook.code": lazy("Codes"),
    "coding.rule": lazy("Rules for coding"),
    "coding.coding": lazy("Codings"),
    "memos.memo": lazy("Memos"),
    "memos.link": lazy("What a memo is about"),
    "themes.theme": lazy("Themes"),
    "themes.themecode": lazy("Codes of a theme"),
    "themes.claim": lazy("Claims"),
    "themes.evidence": lazy("Evidence"),
    "giving_back.release": lazy("Files that left"),
    "giving_back.withdrawal": lazy("Withdrawals"),
    "giving_back.flag": lazy("What a withdrawal left to look at again"),
    "giving_back.erasure": lazy("Keys to destroy"),
    "ethics.incident": lazy("Incidents"),
    "ethics.training": lazy("Trainings"),
    "projects.arrival": lazy("Projects that were brought in"),
    "projects.aside": lazy("What came with a text from another program"),
    "vault.keysknowngone": lazy("How often keys had been destroyed when the data was last looked over"),
    "keyring.keysgone": lazy("How often keys were destroyed"),
}

# Texts in the clear that are not one of a few choices.
IN_THE_CLEAR = {
    "studies.study.slug": lazy("its short name"),
    "studies.study.title": lazy("its title"),
    "studies.membership.name": lazy("members’ names"),
    "trail.entry.act": lazy("what kind of act"),
    "trail.entry.result": lazy("which row it made"),
    "trail.entry.changes": lazy("which rows changed, by id"),
    "people.participant.label": lazy("labels of participants, a letter and a number"),
    "sources.source.format": lazy("the file’s format"),
    "sources.source.encoding": lazy("the file’s encoding"),
    "media.arrival.content_type": lazy("the file’s format"),
    "media.arrival.pieces": lazy("ids of sealed pieces"),
    "interviews.question.label": lazy("labels of questions"),
    "deid.identifier.rule": lazy("labels of rules"),
    "coding.rule.kind": lazy("of what kind a rule is"),
    "coding.rule.reach": lazy("how far a rule reaches"),
    "coding.coding.fingerprint": lazy("a keyed mark"),
    "fieldwork.bystander.fingerprint": lazy("a keyed mark"),
    "interviews.answer.fingerprint": lazy("a keyed mark"),
    "sources.ownwords.fingerprint": lazy("a keyed mark"),
    "memos.link.table": lazy("of which kind the thing is"),
    "giving_back.release.what": lazy("which report"),
    "giving_back.release.format": lazy("in which format"),
    "giving_back.release.people": lazy("ids of participants"),
    "giving_back.withdrawal.level": lazy("in which way"),
    "giving_back.flag.table": lazy("of which kind the thing is"),
    "giving_back.erasure.texts": lazy("ids of sealed texts"),
    "keyring.handedover.what": lazy("which key"),
}
