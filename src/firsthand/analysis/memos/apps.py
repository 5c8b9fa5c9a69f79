from django.apps import AppConfig


class MemosConfig(AppConfig):
    name = "firsthand.analysis.memos"
    label = "memos"
