"""设定的名称: what every setting, option and inner step is called on a page or on paper, in two languages.

A label is looked up with its place first (`votes.scale`: the setting `scale` of the function `votes`), then alone.
`tests/foundation/scoring/test_words.py` holds that every declared setting and option has one.
"""

from collections.abc import Mapping

from qingheng.foundation.kernel.text import Text


def _pairs(lines: str) -> dict[str, Text]:
    """`key | 中文 | English`, one per line."""
    found = {}
    for line in filter(None, map(str.strip, lines.splitlines())):
        key, zh, en = (part.strip() for part in line.split("|"))
        found[key] = Text(zh, en)
    return found


#: 计算步骤: the functions of explanation nodes that are no item function.
STEPS: Mapping[str, Text] = _pairs("""
    rank | 排名 | ranking
    total | 总分计算 | total
    sum | 各项相加 | sum of the parts
    weights | 按权重合成 | weighted parts
    mean | 取平均 | mean
    veto | 一票否决 | one-vote veto
    grade | 评定等次 | grading
    contest | 竞争性选拔 | contest
""")

#: What becomes of a candidate in a stage of a contest, and in the end.
OUTCOMES: Mapping[str, Text] = _pairs("""
    in | 进入下一环节 | goes on
    out | 未进入 | does not go on
    below_line | 未入围 | below the line
    below_floor | 低于最低分数线 | below the floor
    cancelled | 职位取消 | the post is cancelled
    unknown | 不能确定 | not known
    selected | 入选 | selected
    replacement | 递补入选 | selected as a replacement
    withdrawn | 放弃 | withdrew
    reserve | 未入选，列为后备 | not selected, on the reserve list
    tied | 同分，由会议决定 | tied, people decide
    put_to_vote | 提交表决 | put to the vote
""")

LABELS: Mapping[str, Text] = _pairs("""
    above | 高于参照值的各档 | brackets above the reference
    actual | 实绩 | achievement
    amount | 金额 | amount
    shared.amount | 应扣分数 | deduction
    amount_unit | 金额单位 | unit of the amount
    applies | 适用条件 | applies where
    at_least | 至少个数 | at least so many
    at_most | 至多个数 | at most so many
    bad | 扣分的方向 | what is deducted
    bands | 分数段 | bands
    base | 稳定时得分 | points when steady
    scheme.base | 基础分总分 | total of the base
    below | 低于参照值的各档 | brackets below the reference
    beyond | 超出范围时 | beyond the range
    blocks | 等次的限制 | limits of the grade
    by | 比较的内容 | compared by
    grade.by | 等次评定方式 | how grades are given
    cap | 得分上限 | most points
    completion.cap | 完成率上限 | most completion
    awards.cap | 加分上限 | most that may be added
    cap_scope | 上限所限 | what the limit holds
    cases | 各种情形 | cases
    ceiling | 等次最高到 | highest grade left
    cite | 依据 | basis
    class | 取平均的单位类别 | class whose mean is taken
    combine | 下级合成方式 | how parts are combined
    complete | 须填满全部格子 | every cell must be filled
    count | 个数 | how many
    periods.count | 年数 | years
    curve | 曲线 | curve
    cut | 入围名次 | place of the cut
    data | 数据机关 | organ of the data
    decimals | 小数位上限 | most decimals
    decision | 采用的决定 | decision to use it
    contest.decision | 决定方式 | how it is decided
    deduct | 扣分 | deducted
    dedupe | 同一事项多次获奖 | several awards of one matter
    delegate | 受委托评分机关 | delegate that scores
    denominator | 分母 | denominator
    digits | 小数位 | decimals
    direction | 高低取向 | direction
    domain | 否决领域 | domain
    down_cap | 最多扣分 | most deducted
    down_points | 每减一步扣分 | points per step down
    down_step | 减步长 | step down
    each | 分期 | period
    effect | 不合要求时作废 | what a breach voids
    effects | 否决后果 | effects of a veto
    empty_group | 评价主体无有效票时 | an empty rater group
    equal | 两端相等时 | both ends equal
    evidence | 证明文件 | evidence
    exempt | 免扣条件 | exempt where
    factors | 递减系数 | decreasing factors
    fallback | 最低比例 | least ratio
    first | 前几名 | the first n
    ladder.first | 第一名分数 | points of the first place
    ladders.first | 第一名分数 | points of the first place
    floor | 得分下限 | least points
    stages.floor | 最低分数线 | least score
    floor_when | 要求最低分的条件 | the floor binds where
    from | 起点 | from
    full | 满分 | full marks
    gap | 差距计法 | how the gap counts
    ge | 不低于 | at least
    give | 处理 | treatment
    grade | 等次 | grade
    grades | 各等次 | grades
    group | 排名组 | ranking group
    groups | 评价主体 | rater groups
    gt | 高于 | more than
    held_on | 任职日期按 | who held the post on
    high | 最高分 | highest
    id | 编号 | id
    in | 上级 | parent
    indicators | 表上指标 | indicators of the sheet
    inputs | 公布的各项 | published inputs
    item | 所取项目 | item
    rounding.item | 单项得分的取舍 | rounding of items
    key | 重点工作 | key work
    kind | 种类 | kind
    node.kind | 计分性质 | kind of points
    ladder | 名次折分 | points of a place
    ladders | 名次阶梯 | ladders
    last | 后几名 | the last n
    le | 不高于 | at most
    lead | 牵头机关 | lead organ
    least | 合计下限 | least in all
    level | 级别 | level
    listed | 类别先后 | order of categories
    low | 最低分 | lowest
    lt | 低于 | less than
    max_rounds | 最多递补轮数 | most rounds
    min | 最少人数 | least raters
    min_raters | 最少有效份数 | least valid sheets
    minimum | 得分起点完成率 | least completion that scores
    missing | 缺数时 | where a figure is missing
    periods.missing | 缺某一期时 | a period missing
    mode | 不足一步时 | part of a step
    rounding.mode | 取舍方式 | mode
    repeat.mode | 重复的计法 | how repeats count
    months | 持续月数 | months
    most | 合计上限 | most in all
    name | 名称 | name
    needs | 决定前还须 | still needed
    not_all_equal | 不得全部相同 | not all equal
    not_all_full | 不得全部满分 | not all full marks
    not_applicable | 不适用时 | where not applicable
    of | 取数 | of
    on | 对象 | on
    rank.on | 排名依据 | ranked on
    order | 先后次序 | order
    bands.order | 分数段重叠时 | overlapping bands
    cases.order | 情形先后 | order of cases
    votes.order | 平均的次序 | order of the means
    panel.order | 平均的次序 | order of the means
    total.order | 总分计算次序 | order of the total
    organs | 责任机关 | organs
    otherwise | 都不成立时 | otherwise
    outside | 超出范围时 | outside the range
    over | 汇总对象 | over
    over_cap | 超额加分上限 | most for an excess
    over_mode | 超额不足一步时 | part of a step over
    over_points | 每超一步加分 | points per step over
    over_step | 超额步长 | step over
    part | 部分得分的取舍 | rounding of parts
    peers | 本组有单位缺数时 | a peer's figure missing
    percent | 每低一名减少比例 | share less per place
    periods | 分期考核 | subperiods
    places | 各名次分数 | points of each place
    points | 分数 | points
    node.points | 分值 | points
    bands.points | 得 | gives
    cases.points | 得 | gives
    rates.points | 每次 | each
    present | 到会人数一行 | row of those present
    published | 公布总分 | published total
    quota_tie | 名额线上并列时 | tie at the quota's edge
    raised | 重点工作提高分值 | points raised
    rate | 每一单位差距的分数 | points per unit of gap
    rates | 各类事项的分数 | points of each kind
    ratio | 进入比例 | ratio
    recuse | 回避关系 | relations recused
    relation | 与被评单位的关系 | relation to the unit
    repeat | 重复发生 | repeated
    replacement | 有人放弃时 | someone withdraws
    role | 职务 | role
    roles | 职务 | roles
    inherited.roles | 各职务比例 | share by role
    rollup | 各期汇总 | periods rolled up
    rounding | 取舍 | rounding
    grades.rounding | 名额的取舍 | rounding of the quota
    scale | 原满分 | full marks there
    votes.scale | 等次折分 | points of the grades
    panel.scale | 打分满分 | full marks of a mark
    rank_votes.scale | 阶梯满分 | full marks of the ladder
    score | 所据得分 | score
    scoring | 评分机关 | organ that scores
    seats | 职数 | seats
    self_rating | 自评 | self-rating
    self_scoring | 评分机关评到自己时 | the scorer's own case
    several | 同一关系有几个单位时 | several units of one relation
    several_groups | 评价人同属几个主体时 | a rater in several groups
    share | 满分的比例 | share of full marks
    grades.share | 不超过本组的 | not more of the group than
    shares | 分担比例 | shares
    source | 来源 | source
    stages | 各环节 | stages
    start | 起始分 | start
    step | 步长 | step
    ladder.step | 每低一名减分 | less per place
    ladders.step | 每低一名减分 | less per place
    strict | 须高于最低分 | above the floor
    style | 并列后的名次 | places after a tie
    symmetric | 低于时同样扣分 | the same below
    target | 目标 | target
    text | 方案原句 | sentence of the scheme
    tie_scope | 处理同分的范围 | which ties are broken
    ties | 同分处理 | ties
    rank.ties | 同分单位 | units of equal score
    ladder.ties | 名次并列时 | tied places
    times | 次数 | times
    to | 终点 | to
    relative.to | 比较对象 | compared with
    too_few | 仍不足时 | still too few
    total | 总分的取舍 | rounding of the total
    trim_above | 多于此数才去高去低 | trimmed only above
    trim_high | 去掉最高分个数 | highest dropped
    trim_low | 去掉最低分个数 | lowest dropped
    trim_scope | 去高去低的范围 | trimmed within
    under | 欠额计法 | how a shortfall counts
    under_mode | 欠额不足一步时 | part of a step under
    under_points | 每欠一步扣分 | points per step under
    under_step | 欠额步长 | step under
    unless | 除外条件 | unless
    unless_person | 对个人的除外条件 | unless the person
    unlisted | 未列种类或级别的 | of no listed kind
    up_cap | 最多加分 | most added
    up_points | 每增一步加分 | points per step up
    up_step | 增步长 | step up
    up_to | 适用组的大小不超过 | for groups up to
    validity | 整张有效的要求 | validity of a sheet
    void | 无效票 | void votes
    weight | 权重 | weight
    weights | 各期权重 | weights of the periods
    weights_total | 权重合计 | total of the weights
    when | 条件 | when
    width | 本档宽度 | width
    window_from | 归属期自 | window from
    window_to | 归属期至 | window to
    withdrawn | 放弃的记录 | withdrawal
    years | 年数 | years
    zero_after | 达到次数记零 | zero from so many
""")

OPTIONS: Mapping[str, Text] = _pairs("""
    none | 不设 | none
    style.competition | 并列占位，其后名次空出（1、2、2、4） | tied places are used up (1, 2, 2, 4)
    style.dense | 并列不占位（1、2、2、3） | no place is left out (1, 2, 2, 3)
    style.shared_next | 并列取所占末位（1、3、3、4） | the last of the shared places (1, 3, 3, 4)
    rank.on.rounded | 按取舍后的总分 | on the rounded total
    rank.on.exact | 按取舍前的总分 | on the exact total
    mode.half_up | 四舍五入 | half up
    mode.half_even | 四舍六入五成双 | half to even
    mode.truncate | 只舍不入 | truncated
    mode.floor | 只计整步 | only whole steps
    mode.ceil | 按一步计 | counts as a step
    mode.linear | 按比例计 | in proportion
    mode.none | 不取舍 | not rounded
    mode.consecutive | 连续 | in a row
    mode.within | 若干年内累计 | within so many years
    rounding.mode.floor | 向下取整 | down
    rounding.mode.ceil | 向上取整 | up
    over_mode.linear | 按比例计 | in proportion
    over_mode.floor | 只计整步 | only whole steps
    over_mode.ceil | 按一步计 | counts as a step
    over_mode.half_up | 四舍五入 | half up
    under_mode.linear | 按比例计 | in proportion
    under_mode.floor | 只计整步 | only whole steps
    under_mode.ceil | 按一步计 | counts as a step
    under_mode.half_up | 四舍五入 | half up
    rounding.floor | 向下取整 | down
    rounding.half_up | 四舍五入 | half up
    rounding.ceil | 向上取整 | up
    give.full | 给满分 | full marks
    give.share | 给满分的一定比例 | a share of full marks
    give.group_mean | 给本组平均分 | the group's mean
    give.class_mean | 给另一类单位的平均分 | a class's mean
    give.exclude | 剔除，其余各项按比例折算 | left out, the others scaled
    give.zero | 记零分 | zero
    give.refuse | 不出分 | no score
    each.month | 按月 | monthly
    each.quarter | 按季 | quarterly
    each.half | 按半年 | half-yearly
    each.year | 按年 | yearly
    rollup.mean | 取平均 | mean
    rollup.sum | 相加 | sum
    rollup.weighted | 加权平均 | weighted
    rollup.last | 取最后一期 | the last
    rollup.best | 取最好一期 | the best
    rollup.worst | 取最差一期 | the worst
    missing.refuse | 不出分 | no score
    missing.skip | 按其余各期计 | the others count
    missing.zero | 记零分 | zero
    peers.refuse | 不出分 | no score
    peers.skip | 略过该单位 | skipped
    self_scoring.delegate | 由受委托机关评定 | the delegate scores
    self_scoring.not_applicable | 按不适用处理 | not applicable
    self_scoring.refuse | 不出分 | no score
    kind.base | 基础分 | base
    kind.bonus | 加分 | bonus
    kind.penalty | 扣分 | penalty
    kind.note | 不计分 | not scored
    combine.points | 按分值相加 | by points
    combine.weights | 按权重合成 | by weights
    order.first | 先列者优先 | the first listed
    order.exclusive | 各情形互斥 | exclusive
    order.per_indicator | 逐项取平均再合成 | mean per indicator
    order.sheet_totals | 每份先汇总再取平均 | mean of sheet totals
    order.high | 大者在前 | high first
    order.low | 小者在前 | low first
    order.base | 基础分 | base
    order.bonus | 加分 | bonus
    order.penalty | 扣分 | penalty
    order.round | 取舍 | rounding
    order.veto | 一票否决 | veto
    order.grade | 评定等次 | grade
    order.rank | 排名 | rank
    bad.over | 超出的扣分 | what is over
    bad.under | 不足的扣分 | what is under
    bad.both | 超出和不足都扣分 | both
    beyond.last | 给末位分 | points of the last place
    beyond.zero | 记零分 | zero
    beyond.refuse | 不出分 | no score
    beyond.clamp | 截到端点 | cut to the end
    beyond.allow | 照录 | as it is
    grade.by.bands | 按分数段 | by bands
    grade.by.quota | 按名额 | by quota
    grade.by.rank | 按名次 | by rank
    grade.by.both | 分数段与名额并用 | bands and quota together
    cap_scope.bonus | 只限加分 | only what is added
    cap_scope.item | 限本项总分 | the whole item
    curve.linear | 直线 | linear
    curve.exponential | 指数曲线 | exponential
    contest.decision.score | 按分数决定 | by the score
    contest.decision.vote | 分数供票决参考 | by vote
    dedupe.none | 都计 | all count
    dedupe.highest | 只计最高一次 | only the highest
    dedupe.decreasing | 依次递减 | decreasing
    denominator.valid | 有效票 | valid votes
    denominator.returned | 收回票 | returned votes
    denominator.present | 到会人数 | those present
    direction.higher | 越高越好 | more is better
    direction.lower | 越低越好 | less is better
    effect.sheet | 整张作废 | the whole sheet
    effect.cell | 该格作废 | the cell
    effects.none | 不影响得分 | none
    effects.zero | 记零分 | zero points
    effects.deduct | 扣分 | a deduction
    effects.rank_last | 排末位 | ranked last
    effects.unranked | 不参加排名 | unranked
    effects.grade_ceiling | 等次封顶 | a ceiling of the grade
    effects.exclude_excellence | 取消评先评优资格 | no honours
    empty_group.error | 不出分 | no score
    empty_group.reweight | 其余主体重新加权 | the others reweighted
    empty_group.impute | 按其余主体平均计 | the mean of the others
    empty_group.zero | 记零分 | zero
    equal.low | 取最低分 | the lowest
    equal.middle | 取中间分 | the middle
    equal.high | 取最高分 | the highest
    equal.refuse | 不出分 | no score
    evidence.required | 无证明文件的不计 | without it nothing counts
    evidence.optional | 无证明文件的照计 | counts without it
    gap.absolute | 按绝对数 | in units
    gap.percent | 按占目标的百分点 | in percentage points of the target
    held_on.assessment | 考核之日 | the day of assessment
    held_on.veto | 否决事项发生之日 | the day of the veto
    on.unit | 单位 | unit
    on.person | 个人 | person
    outside.clamp | 截到端点 | cut to the end
    outside.extend | 照曲线延伸 | extended
    outside.refuse | 不出分 | no score
    quota_tie.none | 都不给 | none of them
    quota_tie.all | 都给 | all of them
    replacement.next | 依次递补 | the next moves up
    replacement.vacancy | 空缺 | left vacant
    self_rating.allow | 计入 | counts
    self_rating.exclude | 剔除 | left out
    several.divide | 平分 | divided
    several.each | 各按全额 | each in full
    several_groups.first | 取先列的主体 | the first listed
    several_groups.each | 各计一次 | once in each
    tie_scope.all | 全部处理 | every tie
    tie_scope.cut | 只在入围线上处理 | only at the cut
    ties.all | 都进入 | all enter
    ties.none | 都不进入 | none enter
    ties.break | 按同分办法处理 | broken by the tie rule
    ties.best | 取最好名次的分 | the best place
    ties.mean | 取所占名次的平均分 | the mean of the places
    ties.worst | 取最差名次的分 | the worst place
    to.best | 本组最好 | the best of the group
    to.worst | 本组最差 | the worst of the group
    too_few.go_on | 照常进行 | goes on
    too_few.cancel | 取消该职位 | cancelled
    too_few.flag | 提示 | flagged
    trim_scope.group | 各主体内分别去 | within each group
    trim_scope.all | 全体一起去 | over all
    under.steps | 按步扣分 | by steps
    under.ratio | 按完成率 | by completion
    unlisted.refuse | 不出分 | no score
    unlisted.ignore | 不计 | not counted
""")

#: 票面等次: the usual grades of a ballot, which a scheme writes in Chinese.
GRADES: Mapping[str, Text] = _pairs("""
    优秀 | 优秀 | excellent
    良好 | 良好 | good
    一般 | 一般 | fair
    较差 | 较差 | poor
    差 | 差 | poor
    称职 | 称职 | competent
    基本称职 | 基本称职 | basically competent
    不称职 | 不称职 | incompetent
    合格 | 合格 | qualified
    基本合格 | 基本合格 | basically qualified
    不合格 | 不合格 | unqualified
    满意 | 满意 | satisfied
    比较满意 | 比较满意 | fairly satisfied
    基本满意 | 基本满意 | basically satisfied
    不满意 | 不满意 | dissatisfied
    同意 | 同意 | for
    不同意 | 不同意 | against
    好 | 好 | good
    较好 | 较好 | fairly good
    弃权 | 弃权 | abstention
    废票 | 废票 | void
    到会 | 到会 | present
""")

#: 算式里的名称: what a formula reads that is no input value.
FACTS: Mapping[str, Text] = _pairs("""
    full | 满分 | full marks
    share | 分值 | points of the item
    total | 总分 | total
    base | 基础分 | base
    bonus | 加分 | bonus
    penalty | 扣分 | penalty
    rank | 名次 | rank
    of | 本组单位数 | units of the group
    from_bottom | 倒数名次 | place from the end
    tied | 并列 | tied
    grade | 等次 | grade
    vetoed | 被一票否决 | vetoed
    completed | 完成任务 | tasks complete
    unit | 单位代码 | unit code
    class | 单位类别 | class of the unit
    group | 单位序列 | group of the unit
    parent | 上级单位 | parent unit
    seats | 职数 | seats
    entrants | 参加人数 | entrants
    competitive | 形成竞争 | competitive
""")

#: 数的尾名: what usually follows an item's id in the id of an input value.
TAILS: Mapping[str, Text] = _pairs("""
    actual | 实绩 | achievement
    target | 目标 | target
    done | 完成数 | completed
    tasks | 任务数 | tasks
    plan | 计划 | plan
    last | 上年数 | last year
    total | 总数 | total
    count | 次数 | count
""")

CALLS: Mapping[str, Text] = _pairs("""
    min | 最小者 | least of
    max | 最大者 | greatest of
    abs | 绝对值 | absolute value of
    floor | 向下取整 | down to the integer
    ceil | 向上取整 | up to the integer
    round | 四舍五入 | half up
    if | 依条件取值 | by condition
    has | 已填报 | is given
    value | 数值 | value
    last | 上年同期 | last year's
    before | 若干年前同期 | years before
    common | 全县共用的数 | common value
    group_mean | 本组平均 | group mean of
    group_max | 本组最大 | group maximum of
    group_min | 本组最小 | group minimum of
    group_sum | 本组合计 | group sum of
    group_count | 本组单位数 | units of the group
    class_mean | 另一类单位平均 | class mean of
    peers_mean | 同类平均 | peers' mean of
    peers_min | 同类最低 | peers' minimum of
    score | 得分 | score of
    events | 事件次数 | number of events
    vote_share | 得票率 | share of votes
    times | 此前发生年数 | years before in which it happened
    streak | 此前连续年数 | years in a row before
""")
