"""Settings, urls, wsgi, worker, embedded database."""
