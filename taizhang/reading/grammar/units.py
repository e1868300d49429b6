"""Names of units and of posts as plans write them, alone and in lists: 县教育局、县公安局和各乡镇(街道).

There is no list of units: a name is known by its last word (局, 办, 中心, 小学, 网格员 …) and by what stands around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BODIES = (
    r"人民政府|管委会|居委会|村委会|村委(?!会)|支委|安委会|领导组(?!织)|工作领导小组|委员会|领导小组(?:办公室|办)?|协调小组(?:办公室)?|工作小组|指挥部(?:办公室)?|工作专班|专班"
    r"|工作组|小组|联席会议(?:办公室)?|办公室|办公厅|安委办|安办|党政办|街道办|政府(?!采购|部门|有关|各|相关|工作|常务)|党委(?!政府|书记|副|委员)|党组织|党支部|党总支"
    r"|党工委|基层组织|自治组织|社会组织|纪委监委|纪检监察机关|纪委(?!监)|监委|监察局|宣传部|组织部|统战部|政法委|网信办|总局|分局|局(?!长|机关|属|党|领导|面|部|限|势)|厅(?!长|级|堂)"
    r"|(?<=[省市县区镇乡族健农改信资务业化会])委(?!托|派|员|办|会|各|、各|书|组|领|副|宣|政|机|主)|(?<!承)(?<!举)(?<!交)(?<!督)(?<!主)(?<!协)(?<!查)(?<!新)(?<!开)办(?!理|公|法|事|好|案|学|证|结|主|件|班|实|园|医|税|牌|照|各)"
    r"|部门|事业部|项目部|工程部|物业部|管理部|运营部|安全部|后勤部|(?<=[教育省财务安政利境康障息村设技理建信通外商源保程力业输展])部(?!署|分|位|队|门|长|件|委|级)"
    r"|(?<=[教务导德后勤安保总政业财生医体办事信建保产])处(?!置|理|罚|于|在|分|室|长|所|级|主)|科室|股室|处室|站所|站办所"
    r"|(?<=[全教务业政监务保财人产安医体总生可])[科股](?!学|技|普|长|员|室|级|东|所|目)|(?<=[务教备医研卫控控工动传])室(?!主|内|外)"
    r"|监管所|派出所|司法所|财政所|(?<=[管理督法务卫管市政土建房规税监水利场保查])所(?!有|在|属|需|以|得|辖|示|长|做|称|列|述|获)"
    r"|(?<=[务监工护电保事农水林生气防文广视查计输保播援])站(?!点|位|长|在|所|办)|中心校|中心(?!组|工作|任务|城|地|镇|村|主任|内|环|区|思|学|小|校)"
    r"|大队|支队|总队|中队|(?<=[法理察援保务管防巡救])队(?!伍|员|长|友)"
    r"|街道办事处|办事处|街道(?!办|各|干|社|党)|镇街|街镇|乡镇(?!村|各|干|政|党|街|人|企|领)|镇(?!村|各|街|政|党|人|区|级|直|属|域|长|干|纪|综|环|领|应|卫|中|安|农|乡|办)|乡(?!村|土|镇|亲|干|政|党|长|级|人|域)"
    r"|社区(?!居|工|干|网|书|党|主|群|民|内|矫|服|卫|医|安)|村居|居村|村社|社村|居委|村(?!民|庄|规|内|道|容|务|组|两|级|集|委|居|社|干|党|镇|支|主|书|医|企|校|公|里|落|屯|域|头)"
    r"|县区|区县|县市区|园区|开发区|工业园|高新区|示范区|新区|林场|农场|各地(?:区)?(?=[^\u4e00-\u9fff]|[要应须可在按结根将对以并教党人政])|(?<=各)[省市县区旗州校园所站局](?!级|直|属|域|长|内|外|党|委|政|有|相|各|人|机|教|公|卫)|盟市"
    r"|(?<!对)单位(?!要求|负责人|主|内|部|名|法|自|领|职|员|人|和个人)|企事业单位|有限公司|分公司|子公司|公司(?!各|安|领|全|员|法|内|章|董|总|党|所|财|实|规|名|防|机|层|级|经|相|有|要求)|集团(?!公|有|各|党|总|领|下)"
    r"|企业(?!主体|要求|负责|法|员|内|自|名|安|职|主|负|生|标|管|的|领|和|信|违|风)|车间|班组|门店|店铺|主力店|商户|门市部|小卖部|医务室|校医室|保健室|食堂(?!工|从|卫|食|管|安)|经营者|经营户|业主委员会|业委会|物业公司|物业"
    r"|学校(?!安|领|校|教|要求|周|食|各|党|主|师|内|门|管|法|消|卫|工|学|体|应|实|后)|中小学校?|幼儿园(?!园|教|食|安|周)|小学|中学|高中|学院|院校|高校|职校|大学(?!生)|医院(?!院|内)|卫生院|法院|检察院"
    r"|协会|学会|商会|联合会|工会|妇联|团委|共青团|残联|科协|工商联|关工委|少先队|学生会|银行|支行|电视台|广播站|媒体(?!平)|机关(?!办|各|单|事|党|干|工|作|部|科)|机构(?!改|编|设|建)"
    r"|合作社|经营主体|医疗机构|消防救援队伍|网格(?!化|员|长|内|管|单|党|中)"
)
_POSTS = (
    r"主要负责同志|主要负责人|主要领导|分管领导|分管负责人|负责同志|负责人|责任人|责任人员|包村领导|包片领导|包保干部|驻村干部|村干部|镇村干部|领导(?!小|下|班|责|干|机|组|、|重|同|意|体)"
    r"|书记|主任(?!委)|镇长|乡长|县长|区长|市长|局长|所长|校长|园长|院长|村长|组长|站长|队长|支书|班主任|教师(?!员|资|队|节)|教官|老师|门卫|保安(?!公|人|服|队)|校医|辅导员|网格员|网格长|楼长|楼栋长|河长|路长|林长|田长"
    r"|安全员|管理员|联络员|巡查员|信息员|宿管员|保洁员|护林员|督学|监护人|专干|民警|干部职工|干部|工作人员|值班人员|作业人员|从业人员|管理人员|执法人员|后勤人员|保卫人员|人员(?!密|名|伤|培|聚|力|变|素|和|的|进|组|清)|员工(?!培|宿|安|进|的)"
    r"|职工|家长(?!会|学|委)|业主(?!委|大)|户主|当事人|师生(?!安|员|生|的)|党员(?!干|大|先|活)"
)
_END = rf"(?:{_BODIES}|{_POSTS})"
_SIGN = r"(?:[\u4e00-\u9fffA-Za-z0-9“”*]|\([^()\n]{1,14}\))"
_BRACKET = r"(?:\([^()\n]{1,18}\))?"
_MORE = (
    r"(?:等(?:各)?(?:有关|相关|职能|成员|责任|业务|行业|涉及|直属|协同)*"
    r"(?:单位|部门|人员|科室|机构|机关|乡镇|企业|工作人员|\d{1,2}个(?:单位|部门))?"
    r"|(?:主要|分管|相关|有关)?(?:负责人|负责同志|领导))?"
)
NAME = re.compile(rf"{_SIGN}{{0,26}}?{_END}{_BRACKET}")
_WHOLE = re.compile(rf"{_SIGN}{{0,30}}{_END}{_BRACKET}{_MORE}")
_BODY_WHOLE = re.compile(rf"{_SIGN}{{0,30}}(?:{_BODIES}){_BRACKET}")
_AND = re.compile(r"以及|及其|和|及|与|或(?!者)")
_LISTED = re.compile(r"、|,(?=各|全体|机关|[^,。;]{2,16}(?:、|和|及))")
BARE = re.compile(
    r"政府|幼儿园|街道|乡镇|镇街|镇|乡|社区|村|居|企业|学校|单位|部门|店铺|公司|区|县|市|高校|园区|开发区|管委会|科室|站所|股室|办公室"
    r"|直属(?:单位|机构)|事业单位|办事处|旗|盟|州|校|班级|车间|班组|处室|中心|场|园|所|经营户|门店|商户|居委会|村委会|小区"
)
"""A common noun that belongs to the 各 before it: 各乡镇、街道."""

_NO_NAME = re.compile(
    r"^(?:对于?|针对|按照?|依照?|依据|根据|在|以(?!工)|把|将|从|自(?!然)|向|为|与|和|及|由|经(?!发|济|信|营|贸|开|管)|要|应(?!急)|并|且|但|而|如|若|凡|使|让|被|给"
    r"|督促|督导(?!组|室|队)|指导(?!组|中)|协调(?!小|组|办)|协助|协同|配合|会同|联合(?!会|国|工|指|社)|组织(?!部|人|委|处|科|办|室)|确保|加强|加大|强化|建立|完善|健全|落实|开展|推动|推进(?!办|组|委)"
    r"|明确|成立|做好|抓好|严格|严禁|严厉|全面|进一步|充分|切实|认真|积极|通过|利用|围绕|结合|提高|提升|实行|实施|坚持|发挥|保障(?!中|科|部|处|局|组)|形成|发现|存在|包括|涉及|采取|聚焦|突出"
    r"|重点(?:对|检查|排查|整治|加强|抓|做|围绕|是|查|突出|解决|推进|任务|工作|在|关注|聚焦|开展)|其中|其他|其|该|此|这|本(?:次|着|方案|通知)|我们|他们|不|未|无|有(?!关|限)|没|已|对照|参照|定期|及时|主要(?:是|内容|职责)|负责|牵头|责成|要求|召开|召集|邀请|聘请|引导|鼓励|支持|动员|发动|带领|安排|委托|授权|派(?!出)|报|向"
    r"|每[天日周月年季]|第[一二三四五六七八九十]|[一二三四五六七八九]是|\d{1,4}年|.{0,8}(?:专项|整治|行动|工作)(?:期间|中|结束)|同时|此外|今后|目前|期间|近期|必要时|原则上|凡是|至少|以上|以下|切忌|杜绝|防止|避免|影响)"
)
_INSIDE = re.compile(
    r"的|了(?!解)|要(?!素|点|害)|应当|必须|负责(?!人|同志)|牵头(?!单位|部门)|是(?!非)|把|被|使|并(?!购)|进行|开展|予以|给予|不得|兼任|担任|同志|[时中并]以|设在|设于|任命|对(?!口|外|象)|严禁|确保|根据|按照|通过|以及|加强|落实|推进(?!办|组|小|委|中)|完成|发现|实施(?!主体|单位)"
)
_GENERIC = re.compile(
    r"^(?:各|所有)?(?:级)?(?:有关|相关)(?:职能|责任|业务)?(?:部门|单位|方面|人员|负责人|机构|领导)$|^(?:我|本|该|其)[\u4e00-\u9fff]{0,3}$|^全[市县区镇乡村校省国]$"
    r"|^(?:单位|部门|人员|机构|机关|领导|负责人|责任人|公司|工作人员|双方|从业人员|小组|中心|社区|村|成员单位|牵头单位|责任单位|配合单位|牵头部门|责任部门)$"
)
LONGEST = 32


@dataclass(frozen=True, slots=True)
class Name:
    """A unit's name, plain[start:end]."""

    text: str
    start: int
    end: int

    @property
    def is_body(self) -> bool:
        """Whether it is a body, not a person's post."""
        return _BODY_WHOLE.fullmatch(self.text) is not None

    @property
    def is_generic(self) -> bool:
        """Whether it names nobody in particular: 有关部门, 我校."""
        return _GENERIC.match(self.text) is not None


def is_name(written: str) -> bool:
    """Whether a piece is a unit's or a post's name as a whole."""
    return (
        1 < len(written) <= LONGEST and _WHOLE.fullmatch(written) is not None
        and _NO_NAME.match(written) is None and _INSIDE.search(written) is None
    )  # fmt: skip


def pieces_of(plain: str, start: int, end: int, *, strict: bool = True) -> Iterator[tuple[int, int]]:
    """The pieces of a list of names, split at 、 , 和 及 outside of brackets; at 和 and 及 only between names.

    With `strict` false a comma always separates.
    """
    at, depth = start, 0
    for index in range(start, end):
        sign = plain[index]
        depth += (sign == "(") - (sign == ")" and depth > 0)
        if depth == 0 and (sign in "、;" or (sign in ", " and not strict) or (sign == "," and strict)):
            yield from _halves(plain, at, index)
            at = index + 1
    yield from _halves(plain, at, end)


def _halves(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for joint in _AND.finditer(plain, start, end):
        left, right = plain[start : joint.start()], plain[joint.end() : end]
        if (is_name(left) or BARE.fullmatch(left)) and (_starts_name(right) or BARE.fullmatch(right)):
            yield start, joint.start()
            yield from _halves(plain, joint.end(), end)
            return
    if plain[start:end].strip():
        yield start, end


def _starts_name(written: str) -> bool:
    found = NAME.match(written)
    return found is not None and is_name(found.group())


def names_in(plain: str, start: int, end: int) -> list[Name]:
    """The names of a list that is known to hold units (责任单位:…), 等 and general words cut off."""
    found: list[Name] = []
    for at, stop in pieces_of(plain, start, end, strict=False):
        name = trimmed(plain, at, stop)
        if name is None:
            continue
        if found and joins(found[-1].text, name.text) and plain[found[-1].end : name.start] in ("、", "和", "及", "与"):
            last = found.pop()
            name = Name(plain[last.start : name.end], last.start, name.end)
        found.append(name)
    return found


def joins(before: str, name: str) -> bool:
    """Whether a common noun belongs to the 各… before it."""
    return before.startswith(("各", "全体", "所有")) and BARE.fullmatch(name) is not None


_EDGES = re.compile(r"^(?:由|请|及|和|与|以及|等|各级(?=各)|分别由|(?:相关)?(?:单位|部门)[:是为])+")
_TAIL = re.compile(
    r"等(?:各)?(?:有关|相关|职能|成员|责任|业务|行业|涉及|直属)*(?:单位|部门|人员|科室|机构|机关)?$|(?:按照?|根据|依据|依)?(?:各自)?(?:职责|职能)?(?:分工)?(?:分别|共同|具体|牵头|配合)?负责(?:落实)?$"
    r"|(?:牵头|配合|协助|参与|参加|落实|组织实施)$"
)


def trimmed(plain: str, start: int, end: int) -> Name | None:
    """A piece of a list without what surrounds the name; None where nothing that could be a name is left."""
    while start < end and plain[start] in " \n、,;:。“":
        start += 1
    if opening := _EDGES.match(plain, start, end):
        start = opening.end()
    while end > start and plain[end - 1] in " \n、,;:。":
        end -= 1
    if tail := _TAIL.search(plain[start:end]):
        end = start + tail.start()
    while end > start and plain[end - 1] in " \n、,;:。":
        end -= 1
    text = plain[start:end]
    if (
        not 2 <= len(text) <= LONGEST
        or _NO_NAME.match(text)
        or _INSIDE.search(text)
        or text.count("(") != text.count(")")
    ):
        return None
    return Name(text, start, end)
