"""Employers, vacancies, matching, job applications, outcome surveys."""
