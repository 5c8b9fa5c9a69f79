from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "firsthand.exchange.projects"
    label = "projects"
