-- The scheme of county.toml by hand, exact: integers only. Figures in `values` are hundredths; nothing is missing.
WITH wide AS (
    SELECT county, unit,
        max(num) FILTER (item = 'grain') AS grain, max(num) FILTER (item = 'grain.target') AS grain_target,
        max(num) FILTER (item = 'income') AS income, max(num) FILTER (item = 'income.target') AS income_target,
        max(num) FILTER (item = 'safety') AS safety, max(num) FILTER (item = 'review') AS review,
        max(num) FILTER (item = 'extra') AS extra
    FROM "values" GROUP BY ALL
),
joined AS (SELECT units.county, units.unit, own_group AS grp, wide.* EXCLUDE (county, unit) FROM units JOIN wide USING (county, unit)),
best AS (SELECT *, max(review) OVER (PARTITION BY county, grp) AS review_best FROM joined),
items AS (  -- hundredths of a point
    SELECT county, unit, grp,
        CASE WHEN 10 * grain < 6 * grain_target THEN 0
             WHEN 10 * grain > 12 * grain_target THEN 12000
             ELSE (2 * grain * 10000 + grain_target) // (2 * grain_target) END AS grain_points,
        CASE WHEN income >= income_target
             THEN 10000 + 100 * least(20, 2 * ((income - income_target) * 100 // income_target))
             ELSE greatest(0, 10000 - 300 * (((income_target - income) * 100 + income_target - 1) // income_target)) END AS income_points,
        CASE WHEN safety >= 300 THEN 0 WHEN safety >= 100 THEN 6000 ELSE 10000 END AS safety_points,
        (2 * review * 10000 + review_best) // (2 * review_best) AS review_points,
        greatest(0, least(extra, 2000)) AS bonus
    FROM best
),
totals AS (SELECT *, grain_points + income_points + safety_points + review_points + bonus AS total FROM items)
SELECT county, unit, grp, total::BIGINT AS total, rank() OVER (PARTITION BY county, grp ORDER BY total DESC) AS place
FROM totals ORDER BY county, unit
