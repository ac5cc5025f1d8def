-- What a report counts, it reads from the indexes alone.
DROP INDEX visits_at;
CREATE INDEX visits_at ON visits (at, area_id, result, room);
DROP INDEX stay_due_arrival;
CREATE INDEX stay_due_arrival ON stay_due (arrival_due, until, area_id) WHERE arrival_due <> '';
