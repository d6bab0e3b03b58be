-- The scheme of ratings.toml by hand, exact: integers only, every rounding half up where the scheme declares it.
-- Reads the views `ratings` (county, unit, item, rater_group, rater, value) and `units` (county, unit, "group").
WITH means AS (  -- mean of each rater group: sum and number of sheets
    SELECT county, unit, item, rater_group, sum(value)::BIGINT AS s, count(value)::BIGINT AS n
    FROM ratings GROUP BY ALL
),
wide AS (
    SELECT county, unit, item,
        max(s) FILTER (rater_group = 'leaders') AS s1, max(n) FILTER (rater_group = 'leaders') AS n1,
        max(s) FILTER (rater_group = 'peers') AS s2, max(n) FILTER (rater_group = 'peers') AS n2,
        max(s) FILTER (rater_group = 'masses') AS s3, max(n) FILTER (rater_group = 'masses') AS n3
    FROM means WHERE n > 0 GROUP BY ALL
),
weighted AS (  -- 30% leaders + 30% peers + 40% masses; an absent group's weight goes to the others
    SELECT county, unit, item,
        3 * coalesce(s1, 0) * coalesce(n2, 1) * coalesce(n3, 1) + 3 * coalesce(s2, 0) * coalesce(n1, 1) * coalesce(n3, 1)
            + 4 * coalesce(s3, 0) * coalesce(n1, 1) * coalesce(n2, 1) AS num,
        (3 * (n1 IS NOT NULL)::INT + 3 * (n2 IS NOT NULL)::INT + 4 * (n3 IS NOT NULL)::INT)
            * coalesce(n1, 1) * coalesce(n2, 1) * coalesce(n3, 1) AS den
    FROM wide
),
items AS (  -- hundredths of a point, half up
    SELECT county, unit, item, (2 * num * 100 + den) // (2 * den) AS points FROM weighted
),
totals AS (
    SELECT county, unit, sum(points)::BIGINT AS total FROM items GROUP BY ALL HAVING count(*) = 10
),
ranked AS (
    SELECT units.county, units.unit, units."group" AS grp, total,
        CASE WHEN total IS NOT NULL THEN rank() OVER (PARTITION BY units.county, units."group" ORDER BY total DESC NULLS LAST) END AS place,
        count(total) OVER (PARTITION BY units.county, units."group") AS placed,
        count(*) OVER (PARTITION BY units.county, units."group", total) AS tied
    FROM units LEFT JOIN totals USING (county, unit)
)
SELECT county, unit, grp AS "group", (total // 100)::VARCHAR || '.' || lpad((total % 100)::VARCHAR, 2, '0') AS total,
    place AS rank, false AS vetoed, coalesce(placed - place - tied + 2 <= 3, false) AS bottom  -- fewer than three are placed worse
FROM ranked ORDER BY county, unit
