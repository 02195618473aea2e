CREATE INDEX certificate_by_beginning ON certificate (not_before);
CREATE INDEX certificate_by_end ON certificate (not_after);
CREATE INDEX certificate_owner_by_age ON certificate_owner (created_at);
