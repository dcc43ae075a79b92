"""From which number on something looks like misuse. A village may share one phone, so one family never raises a signal."""

MOST_FAMILIES_PER_PHONE = 4
MOST_APPLICATIONS_OF_COMPANION_A_DAY = 40
MOST_PERSONS_PER_PHONE_OF_COMPANION = 8
FEWEST_ASSESSED = 30
MOST_FILES_A_DAY = 60
OUTCOMES = ("founded", "unfounded")


def phone_is_shared(families: int) -> bool:
    """Whether one phone number serves more families than neighbours share."""
    return families > MOST_FAMILIES_PER_PHONE


def companion_is_too_fast(applications: int) -> bool:
    """Whether somebody registered more people in a day than one can sit with: 12 hours at 18 minutes each."""
    return applications > MOST_APPLICATIONS_OF_COMPANION_A_DAY


def companion_uses_one_phone(persons: int) -> bool:
    """Whether a companion gave the same number for many people, who then never get their codes themselves."""
    return persons > MOST_PERSONS_PER_PHONE_OF_COMPANION


def everybody_passed(assessed: int, passed: int) -> bool:
    """Whether nobody of many failed, which honest assessments do not show."""
    return assessed >= FEWEST_ASSESSED and passed == assessed


def opens_too_many_files(files: int) -> bool:
    """Whether somebody opened more files in a day than one can work on."""
    return files > MOST_FILES_A_DAY
