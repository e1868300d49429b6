"""Papers as other rooms build them: a daily report, a notice of rectification, a circular with a ranking, a summary."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta

from PIL import Image, ImageDraw

from taizhang.render.charts import Bar, bars, by_day
from taizhang.render.document import (
    Attachment,
    BriefingHead,
    Heading,
    Imprint,
    OfficialDocument,
    Paragraph,
    Picture,
    Pictures,
    RedHead,
    SigningLines,
    Table,
)

OFFICE = "清河县燃气安全专项整治工作领导小组办公室"


@dataclass(frozen=True)
class TownFigures:
    """What one town did: subjects to inspect and inspected, hazards found, rectified and overdue."""

    name: str
    due: int
    done: int
    found: int
    fixed: int
    overdue: int

    @property
    def coverage(self) -> str:
        return f"{self.done / self.due:.1%}"

    @property
    def rectified(self) -> str:
        return f"{self.fixed / self.found:.1%}"


TOWNS = (
    TownFigures("柳林街道", 126, 126, 48, 47, 0),
    TownFigures("云溪镇", 98, 97, 35, 33, 0),
    TownFigures("东埠街道", 143, 139, 61, 56, 1),
    TownFigures("白石镇", 87, 83, 29, 26, 1),
    TownFigures("双桥镇", 75, 70, 33, 28, 2),
    TownFigures("枫林乡", 52, 47, 18, 14, 2),
    TownFigures("南浦镇", 110, 92, 44, 30, 6),
)


def photo(color: str, label: str, size: tuple[int, int] = (1200, 900)) -> bytes:
    """A picture that stands for a photo from the field."""
    picture = Image.new("RGB", size, color)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((60, 60, size[0] - 60, size[1] - 60), outline="white", width=12)
    draw.text((100, 100), label, fill="white", font_size=90)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=80)
    return target.getvalue()


def ranking_table(towns: tuple[TownFigures, ...] = TOWNS) -> Table:
    header = (
        "名次",
        "乡镇（街道）",
        (
            "排查",
            "应查",
        ),
        ("排查", "已查"),
        ("排查", "覆盖率"),
        ("隐患整改", "发现"),
        ("隐患整改", "已整改"),
        ("隐患整改", "整改率"),
        ("隐患整改", "超期"),
    )
    rows = tuple(
        (place, t.name, t.due, t.done, t.coverage, t.found, t.fixed, t.rectified, t.overdue)
        for place, t in enumerate(towns, 1)
    )
    fields = ("due", "done", "found", "fixed", "overdue")
    sums = TownFigures("合计", *(sum(getattr(town, field) for town in towns) for field in fields))
    total = ("", "合计", sums.due, sums.done, sums.coverage, sums.found, sums.fixed, sums.rectified, sums.overdue)
    return Table(header, rows, total=total, widths=(5, 13, 6, 6, 8, 6, 7, 8, 6))


def daily_report() -> OfficialDocument:
    """日报: a serial under a red name."""
    return OfficialDocument(
        title="燃气安全专项整治工作日报",
        issuer=OFFICE,
        date=date(2026, 5, 12),
        head=BriefingHead(name="燃气安全专项整治工作简报", issue="第27期"),
        signature="",
        blocks=(
            Heading(1, "总体进展"),
            Paragraph(
                "截至5月12日17时，全县应排查燃气经营、使用单位691家，已排查654家，覆盖率94.6%；累计发现隐患268处，"
                "已整改234处，整改率87.3%。当日新增排查31家，新发现隐患12处，整改销号19处。今日无零报告单位。"
            ),
            Heading(1, "存在问题"),
            Heading(2, "排查进度不平衡。", body="南浦镇覆盖率83.6%，低于全县平均11个百分点，尚有18家餐饮场所未查。"),
            Heading(2, "部分隐患超期未改。", body="超期隐患12处，其中南浦镇6处，主要为软管未更换、未安装报警装置。"),
            Heading(1, "各乡镇（街道）进展情况"),
            ranking_table(),
            Heading(1, "下一步工作"),
            Paragraph("请南浦镇于5月13日12时前报送超期隐患逐项整改时限，县住建局、市场监管局派员到场指导。"),
        ),
    )


def rectification_notice() -> OfficialDocument:
    """责令整改通知书: no red head, a numbered notice with a list, photos, and lines to sign."""
    return OfficialDocument(
        title="责令限期整改通知书",
        issuer="清河县住房和城乡建设局",
        date=date(2026, 5, 9),
        number="清住建责改〔2026〕18号",
        addressee="江畔人家餐馆",
        blocks=(
            Paragraph(
                "2026年5月9日，我局会同柳林街道办事处对你单位燃气使用情况进行检查，发现存在下列问题。根据《城镇燃气管理条例》"
                "第四十条等规定，现责令你单位于2026年5月16日前整改完毕，并于整改完成之日起1个工作日内书面申请复查。"
            ),
            Table(
                ("序号", "存在问题", "法律依据", "整改要求", "整改时限"),
                (
                    (
                        1,
                        "使用非金属软管连接灶具，长约3米",
                        "《城镇燃气设计规范》第10.2.8条",
                        "更换为金属波纹软管",
                        "5月10日",
                    ),
                    (2, "未安装燃气浓度检测报警器", "《安全生产法》第三十六条第四款", "安装并保证正常使用", "5月16日"),
                    (3, "气瓶间堆放杂物、通风不良", "《瓶装液化石油气安全管理规定》", "清理杂物，恢复通风", "立即"),
                ),
                align=("center", "left", "left", "left", "center"),
                caption="问题清单",
            ),
            Paragraph(
                "逾期不整改或者整改不符合要求的，我局将依法处理。如对本通知不服，可以依法申请行政复议或者提起行政诉讼。"
            ),
            Pictures(
                (
                    Picture(photo("#7a2e2e", "BEFORE 1"), "整改前：后厨软管连接（5月9日10时12分）"),
                    Picture(photo("#2e6b3a", "AFTER 1"), "整改后：已更换金属软管（5月10日）"),
                    Picture(photo("#7a2e2e", "BEFORE 2", (900, 1200)), "整改前：气瓶间（5月9日10时20分）"),
                    Picture(None, "整改后：待复查"),
                )
            ),
            SigningLines(("被检查单位负责人（签字）", "检查人员（签字）")),
        ),
    )


def circular() -> OfficialDocument:
    """通报: red head, number, ranking as an attachment, imprint."""
    return OfficialDocument(
        title="关于全县燃气安全专项整治第三周工作进展情况的通报",
        issuer=OFFICE,
        number="清燃安办〔2026〕7号",
        date=date(2026, 5, 18),
        addressee="各乡镇人民政府、街道办事处，县直有关单位",
        head=RedHead(),
        blocks=(
            Paragraph("现将全县燃气安全专项整治第三周（5月11日至5月17日）工作进展情况通报如下。"),
            Heading(1, "基本情况"),
            Paragraph(
                "本周各乡镇、街道按照实施方案要求，组织力量对餐饮场所、瓶装液化石油气经营企业等重点单位开展拉网式排查。"
                "全县累计排查654家，发现隐患268处，整改234处，整改率87.3%，较上周提高9.1个百分点。"
            ),
            Heading(1, "主要做法"),
            Heading(2, "压实责任，网格到人。", body="柳林街道将126家用气单位落实到网格员，一户一档、逐户签收告知书。"),
            Heading(2, "紧盯时段，错峰检查。"),
            Paragraph("云溪镇在午间、晚间用餐高峰组织检查，现场纠正违规用气行为21起。"),
            Heading(3, "重点单位"),
            Paragraph("对学校食堂、养老机构食堂实行周查。"),
            Heading(4, "学校食堂"),
            Paragraph("全部完成更换。"),
            Heading(1, "存在问题"),
            Paragraph("南浦镇排查覆盖率83.6%，整改率68.2%，超期隐患6处，连续两周排名末位，现予以通报批评。"),
            Heading(1, "工作要求"),
            Paragraph(
                "各单位要对照排名查找差距，超期隐患于5月22日前全部整改到位。整改情况由县领导小组办公室组织抽查。"
            ),
        ),
        attachments=(
            Attachment("各乡镇（街道）燃气安全专项整治第三周排名表", (ranking_table(),)),
            Attachment("超期未整改隐患清单"),
        ),
        note="联系人：周某某，电话：0000-0000000",
        imprint=Imprint(
            printed_by=OFFICE,
            printed_on=date(2026, 5, 18),
            copies_to="县委办公室、县人大常委会办公室、县政府办公室、县政协办公室、县纪委监委机关",
        ),
    )


def full_lines(paragraphs: int = 30, characters: int = 28 * 4 - 2) -> OfficialDocument:
    """Nothing but full lines: to count lines on a page and characters in a line."""
    sentence = "专项整治工作按照方案逐项推进落实到位"
    text = (sentence * 20)[:characters]
    return OfficialDocument("整行测试", OFFICE, tuple(Paragraph(text) for _ in range(paragraphs)), signature="")


def phase_summary() -> OfficialDocument:
    """A summary with charts, a table that goes over the page, and a heading of two levels."""
    days = {date(2026, 5, 1) + timedelta(days=n): n % 5 for n in range(40)}
    chart = by_day(min(days), max(days), ("发现问题", days), ("销号", days), caption="发现和销号的问题")
    units = bars([Bar(f"第{n}社区", 9 - n, n) for n in range(9)], whole="发现", part="销号", caption="各单位")
    left = tuple((n, f"灶台软管老化{n}", "柳荫社区第一网格", "5月18日", "逾期未整改") for n in range(1, 31))
    return OfficialDocument(
        title="青禾街道燃气安全专项整治排查治理阶段工作总结",
        issuer="青禾街道",
        date=date(2026, 6, 10),
        blocks=(
            Heading(1, "总体情况"),
            Paragraph("发现并立案问题160个，完成整改117个，销号100个。"),
            Pictures((chart,), per_row=1),
            Heading(1, "各单位情况"),
            Table(("单位", ("问题", "发现"), ("问题", "销号")), (("柳荫社区", 9, 3),), total=("合计", 9, 3)),
            Pictures((units,), per_row=1),
            Heading(1, "遗留问题"),
            Table(("序号", "问题", "所在", "整改期限", "状态"), left, widths=(4, 13, 9, 8, 9)),
            Heading(1, "长效机制"),
            Heading(3, "各社区（村）负责每季度检查燃气经营单位。"),
        ),
    )
