from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "firsthand.field.interviews"
    label = "interviews"
