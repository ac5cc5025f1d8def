-- What a closed month keeps besides its counts: the areas there were, the laptops that were in, and the days.
ALTER TABLE closed_months ADD COLUMN areas TEXT NOT NULL DEFAULT '';            -- JSON list of ids; empty: those that have a row
ALTER TABLE closed_months ADD COLUMN laptops_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE closed_months ADD COLUMN laptops_all INTEGER NOT NULL DEFAULT 0;    -- 0: not known
ALTER TABLE closed_months ADD COLUMN laptops_missing TEXT NOT NULL DEFAULT '';  -- JSON list of names
ALTER TABLE closed_figures ADD COLUMN days TEXT NOT NULL DEFAULT '';            -- JSON: list of counts by day, under the code list
ALTER TABLE police_totals ADD COLUMN first TEXT NOT NULL DEFAULT '';            -- as it was first entered
