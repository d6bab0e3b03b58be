-- The rules of the county pack on 2025-06-30 as somebody who knows SQL would write them by hand, over the table `people`
-- (columns as qingheng/foundation/policy/expression/columns.py says). Numbers of the law stand in the text: this is what
-- the pack saves a county from. Outcomes: met, not_met, unknown, not_applicable, needs_approval.
CREATE OR REPLACE TEMP MACRO outcome(applies, need, claimed) AS
    CASE WHEN NOT applies THEN 'not_applicable'
         WHEN applies IS NULL THEN 'unknown'
         WHEN need THEN 'met'
         WHEN need IS NULL OR claimed IS NULL THEN 'unknown'
         WHEN claimed THEN 'needs_approval'
         ELSE 'not_met' END;

CREATE TABLE by_hand AS
SELECT _row,
    outcome(target_rank >= 3, work_since <= 20200630, exceptional) AS division_work_years,
    outcome(target_rank >= 3, posts_held >= 2, exceptional) AS division_posts_held,
    outcome(target_rank >= 4 AND rank = target_rank - 1, rank_since <= 20230630, exceptional) AS deputy_to_chief,
    outcome(target_rank = 3 AND rank = 2, rank_since <= 20220630, exceptional) AS lower_chief_to_deputy,
    outcome(target_rank >= 3,
        education_full_time IN ('college', 'bachelor', 'postgraduate')
        OR education_in_service IN ('college', 'bachelor', 'postgraduate'), exceptional) AS division_education,
    outcome(target_rank >= 3, target_rank <= rank + 1, exceptional) AS division_step_by_step,
    outcome(target_rank >= 3 AND exceptional, target_rank <= rank + 2, FALSE) AS exceptional_level_limit,
    outcome(target_rank >= 3 AND exceptional, rank_since <= 20240630, FALSE) AS exceptional_since_promotion,
    outcome(target_rank >= 1,
        grades_2024 NOT IN ('basically_competent', 'incompetent', 'basically_qualified', 'unqualified'),
        FALSE) AS bar_last_grade,
    outcome(target_rank >= 1, NOT contains(negative_grounds, ',office_seeking,'), FALSE) AS bar_office_seeking,
    outcome(TRUE, NOT kin_in_chain, FALSE) AS kinship_recusal,
    outcome(rank >= 3 AND post_basis IN ('party_election', 'congress_election', 'congress_appointment'),
        post_since > 20150630, FALSE) AS same_post_term,
    outcome(status IN ('civil_servant', 'reference_managed'),
        sanction = 'none' OR sanction_date <= CASE sanction WHEN 'none' THEN 20250630 WHEN 'warning' THEN 20241230
            WHEN 'demerit' THEN 20240630 WHEN 'major_demerit' THEN 20231230
            WHEN 'grade_reduction' THEN 20230630 WHEN 'removal' THEN 20230630 END, FALSE) AS sanction_period,
    outcome(rank >= 1, admonition_date <= 20241230 OR (NOT admonished AND admonition_date IS NULL), FALSE)
        AS admonition_period,
    outcome(TRUE, NOT investigation, FALSE) AS under_investigation,
    outcome(rank <= 2, training_hours_year >= 90 OR training_days_year >= 12, FALSE) AS section_training,
    outcome(TRUE, authority = 'county', authority = 'dual') AS post_authority,
    outcome(TRUE, share_top_two_grades * 3 >= 200 * share_top_two_grades__den, FALSE) AS evaluation_support,
    outcome(target_rank = 2 AND rank = 1, rank_since <= 20230630, exceptional) AS section_deputy_to_chief,
    outcome(target_rank = 1 AND rank IN (-1, 0), rank_since <= 20220630, exceptional) AS clerk_to_section_deputy,
    outcome(unit_class <> 'vertical' AND unit_count >= 7, unit_rank <= unit_count - 3, FALSE) AS bottom_three_freeze,
    outcome(unit_class <> 'vertical', NOT contains(veto_years, ',2024,'), FALSE) AS veto_freeze,
    outcome(unit_class <> 'vertical' AND unit_count >= 7, unit_rank = unit_count OR unit_rank < unit_count - 2, FALSE)
        AS key_management_unit,
    outcome(status IN ('civil_servant', 'reference_managed'),
        NOT (grades_2024 = 'incompetent' AND grades_2023 = 'incompetent'), FALSE) AS incompetent_two_years
FROM people;
