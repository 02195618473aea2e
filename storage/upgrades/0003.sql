CREATE INDEX certificate_by_beginning ON certificate (not_before);
-- Those that AWS IoT itself issues end with the year 2049, all of them.
CREATE INDEX certificate_by_end ON certificate (not_after) WHERE not_after <> 2524607999000;
CREATE INDEX certificate_owner_by_age ON certificate_owner (created_at);
