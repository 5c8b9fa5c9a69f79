"""How fast Firsthand is, beside what the machine could do at best. See benchmarks/README.md."""
