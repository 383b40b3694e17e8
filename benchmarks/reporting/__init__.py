"""The measured report: what each part of it runs, how it is measured, and how the page is written."""
