"""The catalogue of refusals: one stable code each, the sentence for the user and the way to mend it.

The edges turn a `Refused` into a page, JSON or OpenRosa XML in one place; rooms only raise it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """`message` and `remedy` are shown to people; `status` is the HTTP status at the edges."""

    code: str
    message: str
    remedy: str
    status: int = 409


_CATALOGUE = [
    Refusal("not-permitted", "当前岗位没有办理此事项的权限", "请由有权限的岗位办理，或联系整治办", 403),
    Refusal("out-of-scope", "此事项不在当前岗位的管辖范围内", "请切换岗位后再试", 404),
    Refusal("unknown-thing", "找不到要办理的事项", "请返回列表刷新后再试", 404),
    Refusal("unknown-kind", "系统不认识这种记录", "请更新客户端后再试", 422),
    Refusal("bad-body", "填写的内容不完整或格式不对", "请按提示改正后再提交", 422),
    Refusal("same-id-other-content", "同一编号的记录已存在，但内容不同", "两份内容都已保留，请人工核对", 409),
    Refusal("not-now", "目前的状态不能办理这一步", "请刷新页面，看看现在到了哪一步、由谁办理", 409),
    Refusal("already-done", "这一步已经办理过", "无需重复办理", 409),
    Refusal("not-begun", "还没有建立，就收到了后续记录", "等待前面的记录到达后会自动生效", 409),
    Refusal("step-out-of-order", "处置步骤只能一步一步往下走", "请按方案写明的次序进入下一步", 409),
    Refusal("period-runs", "本步的限期还没有到", "限期届满仍未履行的，再进入下一步", 409),
    Refusal("document-not-served", "进入这一步应送达的文书还没有送达", "请先送达文书，并留存回执", 422),
    Refusal("duty-not-open", "任务还没有开始", "请在任务开始之后再办理", 409),
    Refusal("duty-not-done", "任务还没有完成，不能重开", "请刷新页面，查看任务现在的状态", 409),
    Refusal("same-person", "同一人不能既整改又复查、验收或销号", "请由另一名工作人员办理", 403),
    Refusal("no-legal-ground", "没有法律依据，不能点名公开", "请选择方案中已核实的法律，并写明条款", 422),
    Refusal("points-short", "积分不够", "请减少件数，或者选择分数较低的物品", 409),
    Refusal("goods-short", "物品库存不够", "请减少件数，或者先登记入库", 409),
    Refusal("reason-missing", "没有填写理由", "请写明理由后再提交", 422),
    Refusal("proof-missing", "缺少方案要求的佐证", "请补上再提交", 422),
    Refusal("evidence-missing", "没有整改证据", "请至少上传一张整改后的照片", 422),
    Refusal("account-missing", "没有写明整改情况", "请写明怎样整改的，或上传整改后的照片", 422),
    Refusal("five-missing", "重大隐患派单没有做到五落实", "请写明整改责任人、措施、资金和应急预案", 422),
    Refusal("not-on-the-spot", "方案不允许当场整改", "请先派单，再由承办单位整改", 409),
    Refusal("extensions-used", "延期次数已经用完", "请按期整改；确有困难的，由上级处理", 409),
    Refusal("extension-too-long", "申请的延期超过方案允许的最长时间", "请选择较早的日期", 422),
    Refusal("handler-missing", "没有指定承办单位", "请选择承办单位后再派单", 422),
    Refusal("deadline-past", "期限早于当前时间", "请选择一个将来的时间", 422),
    Refusal("deadline-not-later", "延期后的期限没有晚于原期限", "请选择晚于原期限的时间", 422),
    Refusal("no-pending-extension", "没有待审批的延期申请", "请刷新页面", 409),
    Refusal("too-many-tries", "操作太频繁", "请过一个小时再试；情况紧急的，请拨打 12345 或 119", 429),
    Refusal("too-fast", "同一网络来的请求太多", "如是多人共用一个出口，请告诉系统管理员放宽上限", 429),
    Refusal("no-key", "没有密钥，或者密钥不对、过期、停用了", "请向安全管理员要一个新的密钥", 401),
    Refusal("screen-key-void", "屏幕钥匙不对、到期或者停用了", "请向安全管理员要一个新的链接，在这块屏幕上打开", 401),
    Refusal("no-method", "这个地址不接受这种请求方法", "请对照接口说明", 405),
    Refusal("bad-query", "查询条件看不懂", "请对照接口说明改正", 400),
    Refusal("link-void", "链接已经失效", "请向社区（村）或网格员要一个新的链接", 404),
    Refusal("not-public", "这项整治没有开放群众反映", "请拨打 12345 反映", 404),
    Refusal("bad-file", "文件无法识别", "请换一个文件再试", 422),
    Refusal("not-a-table", "这不是可以导入的表格", "请上传 .xlsx 或 .csv 文件，例如填好的模板", 422),
    Refusal("not-boundaries", "读不出边界", "请上传 GeoJSON，或把 .shp、.dbf、.prj 等打成一个 zip 上传", 422),
    Refusal(
        "other-coordinates",
        "文件的坐标系用不了",
        "请在 QGIS（导出→要素另存为）或 ArcGIS（投影）里转换成 CGCS2000 经纬度（EPSG:4490），再上传一次",
        422,
    ),
    Refusal("too-many-rows", "表格的行数太多", "请拆成几个文件，分几次导入", 413),
    Refusal("import-not-ready", "现在还不能导入", "请按提示处理后再试", 422),
    Refusal("org-in-use", "这个组织还在使用，不能停用", "请先停用下级组织、结束岗位任职，并把整治对象调到别处", 409),
    Refusal("not-empty", "这里已有数据，不能恢复到这里", "请换一个空的 TAIZHANG_HOME 或空的数据库", 409),
    Refusal("not-xml", "收到的表单不是可以读取的 XML", "请更新表单后重新填写", 400),
    Refusal("form-closed", "这项整治已经结束，不再接收表单", "请联系整治办", 409),
    Refusal("no-space", "服务器的磁盘满了或不能写入，文件没有收下", "内容没有丢，请稍后再试，并告诉系统管理员", 507),
    Refusal("file-too-large", "文件太大", "请压缩或拆分后再试", 413),
    Refusal(
        "not-a-document", "这不是可以接收的文件", "请上传 Word、Excel、WPS、PDF 文件或照片，文件名保留原来的扩展名", 422
    ),
    Refusal("not-a-picture", "这不是一张可以打开的照片", "请重新拍照或另选一张", 422),
    Refusal("unknown-org", "没有这个组织", "代码见“组织与岗位”页面；新装系统先运行 taizhang account 建立组织", 404),
    Refusal("unknown-pack", "没有这个方案包", "请从方案库（taizhang packs）中选一个，或写出方案包文件夹的路径", 404),
    Refusal("bad-pack", "方案包有错误，不能使用", "请按提示改正 plan.yaml 后再试", 422),
    Refusal("plan-not-ready", "方案还有未确定的内容，不能启动", "请先补上尚未确定的内容", 409),
    Refusal("password-first", "这是初始密码，还没有修改", "请先在电脑或手机浏览器上修改密码", 403),
    Refusal("second-factor-first", "您的岗位要求登录时再验证一次", "请先在浏览器上绑定动态码或登记通行密钥", 403),
    Refusal("wrong-passphrase", "启封口令不对", "请用密封当时有效的口令；更换过口令的，用以前的", 422),
    Refusal("other-key", "服务器的密钥换过，动态码不能核对", "请用备用码登录，或由安全管理员解除后重新绑定", 409),
    Refusal("wrong-code", "动态码不对", "请等验证器显示下一个动态码，再输入一次", 422),
    Refusal("no-provider", "对方系统现在不能使用", "请改用密码登录，并告诉系统管理员", 503),
    Refusal("not-vouched", "对方系统的答复没有通过核对，没有登录", "请从登录页面重新开始一次", 403),
    Refusal("bad-passkey", "通行密钥没有登记成功", "请在同一页面再试一次；一直这样的，请换一台设备", 422),
    Refusal("wrong-password", "登录密码不对", "请重新输入登录密码", 422),
    Refusal("wrong-passkey", "通行密钥没有通过核对", "请再试一次，或用密码登录；已从这里删除的密钥不能再用", 422),
    Refusal(
        "copied-passkey",
        "这个通行密钥可能被复制过，已经停用",
        "请用密码登录，删除后重新登记，并告诉安全管理员",
        403,
    ),
    Refusal("posts-apart", "同一人不能兼任系统管理员、安全管理员和审计员中的两个", "请由不同的人分别担任", 409),
    Refusal("not-as-sealed", "记录与封签时不同，不能抹去", "请先请审计员核验全部流水", 409),
    Refusal("stale", "别人刚刚修改过这一项", "请刷新后再改，你填写的内容已保留在页面上", 409),
    Refusal("frozen", "报表已经定稿，不能再改", "如需更正，请提交更正说明", 409),
    Refusal("report-not-open", "这一期报表还没有开始", "请在报送期开始之后再办理", 409),
    Refusal("fund-short", "钱不够", "先拨付，再登记支出；登记错了的，先冲销", 409),
    Refusal("not-nil", "本期有数据，不能作零报告", "请核对后按有数据确认，或更正后确认", 422),
    Refusal("subject-gone", "整治对象已注销或已并入别的对象", "请打开在册的对象再办理", 409),
    Refusal("dispatch-closed", "这次调度已经结束", "请在下一次调度中议定", 409),
    Refusal("draw-not-sealed", "公示还没有封签，暂时不能抽取", "请过几秒再试；如一直不行，请确认后台已启动", 409),
    Refusal("draw-not-fair", "公布的种子与抽取前的承诺值不符", "这次抽取不作数，请取消后重新公示", 409),
    Refusal("newer-program", "系统正在换版本，这一件已经由新版本办理过", "内容没有丢，请过几分钟再办一次", 503),
    Refusal("no-pdf", "现在不能生成 PDF", "请下载 Word，用办公软件另存为 PDF", 503),
    Refusal("form-marks", "表样中有系统不认识的标记", "请按提示改正这些单元格，再上传一次", 422),
    Refusal("not-sent", "没有发出去", "请按提示核对设置和地址后再试", 422),
    Refusal("wrong-bind-code", "验证码不对或已过期", "请核对最近一次收到的验证码，或重新获取", 422),
    Refusal("clock-far-off", "记录的时间晚于服务器时间", "请校正手机时间", 422),
]

REFUSALS: dict[str, Refusal] = {refusal.code: refusal for refusal in _CATALOGUE}


class Refused(Exception):  # noqa: N818 - it reads as a sentence: raise Refused("not-now")
    """Something that a person asked for was not done, with the catalogue's reason and what exactly was wrong."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.refusal = REFUSALS[code]
        self.detail = detail
        super().__init__(f"{code}: {detail}" if detail else code)

    @property
    def sentence(self) -> str:
        """The whole message for the user: what, where, and how to mend it."""
        where = f"（{self.detail}）" if self.detail else ""
        return f"{self.refusal.message}{where}。{self.refusal.remedy}。"
