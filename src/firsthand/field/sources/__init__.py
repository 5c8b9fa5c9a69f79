"""Sources: interviews, field notes, group talks, documents and survey answers, each in its sealed versions."""
