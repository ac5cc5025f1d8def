//! Warnings as DOMAIN.md 5.3 wants them: one type, what happened here without anybody's name, three signs, what to do, what police never
//! do; at most 200 characters, no links and no numbers but 110 and 96110.

use crate::synthetic::draw::Draw;

/// A warning before it is sent.
pub(in crate::synthetic) struct Warning {
    pub(in crate::synthetic) title: &'static str,
    pub(in crate::synthetic) text: String,
    /// Code of `fraud_type`.
    pub(in crate::synthetic) code: &'static str,
}

/// The `turn`th warning; types go round, so none repeats within eleven.
pub(in crate::synthetic) fn warning(draw: &mut Draw, turn: usize) -> Warning {
    const SUMS: [&str; 6] = [
        "近万元",
        "两万余元",
        "三万余元",
        "五万余元",
        "八万余元",
        "十余万元",
    ];
    let kind = &KINDS[turn % KINDS.len()];
    let who = *draw.pick(kind.who);
    let sum = *draw.pick(&SUMS);
    let happened = kind.happened.replace("{who}", who).replace("{sum}", sum);
    let text = match kind.code {
        "OTHER" => format!("【平安提醒】{happened}{}{}", kind.signs, kind.todo),
        _ => format!(
            "【反诈提醒】{happened}记住三个特征：{}。遇到请{}。公安机关不会通过电话或网络办案，更不会要求转账。有疑问打96110，已转账立即报110。",
            kind.signs, kind.todo
        ),
    };
    Warning {
        title: kind.title,
        text,
        code: kind.code,
    }
}

struct Kind {
    code: &'static str,
    title: &'static str,
    who: &'static [&'static str],
    happened: &'static str,
    signs: &'static str,
    todo: &'static str,
}

const KINDS: [Kind; 11] = [
    Kind {
        code: "BRUSHING",
        title: "刷单返利都是诈骗",
        who: &["一名在家带孩子的居民", "一名在校学生", "一名厂里的工友"],
        happened: "近日辖区{who}被拉进兼职群，先得小额返现，后被骗{sum}。",
        signs: "进群领红包、点赞做任务、先垫付再返现",
        todo: "不垫付、不转账、马上退群",
    },
    Kind {
        code: "INVEST",
        title: "陌生人带你理财，别信",
        who: &["一名商铺店主", "一名退休居民", "一名外贸从业者"],
        happened: "近日辖区{who}跟着群里的老师下载软件投资，账面盈利却无法提现，损失{sum}。",
        signs: "荐股群、内部消息、来路不明的投资软件",
        todo: "不下载、不入金，先和家人商量",
    },
    Kind {
        code: "SHOPPING",
        title: "脱离平台交易风险大",
        who: &["一名居民", "一名网店店主", "一名年轻租客"],
        happened: "近日辖区{who}在网上看到低价商品，加好友私下付款后被拉黑，损失{sum}。",
        signs: "价格特别低、要求加好友、不走平台付款",
        todo: "只在平台内付款，保留聊天记录",
    },
    Kind {
        code: "CS_LOGISTICS",
        title: "快递理赔先别急着操作",
        who: &["一名网购居民", "一名网店店主", "一名快递站工作人员"],
        happened: "近日辖区{who}接到自称客服的电话，说包裹丢失可理赔，按指引操作后损失{sum}。",
        signs: "主动来电退款、要求共享屏幕、索要验证码",
        todo: "不共享屏幕、不给验证码，到官方平台核实",
    },
    Kind {
        code: "LOAN",
        title: "放款前收费都是骗局",
        who: &["一名商户", "一名务工人员", "一名刚开店的居民"],
        happened: "近日辖区{who}在网上办理贷款，对方以解冻、保证金为由要求转账，损失{sum}。",
        signs: "无抵押秒放款、先交保证金、银行卡号填错要解冻",
        todo: "不交任何费用，需要资金到银行网点咨询",
    },
    Kind {
        code: "CREDIT",
        title: "征信不能花钱消除",
        who: &["一名年轻居民", "一名网店客服", "一名车间工人"],
        happened: "近日辖区{who}接到电话称征信异常，被要求把钱转到指定账户验证，损失{sum}。",
        signs: "说征信有污点、要求下载会议软件、要求转账验证",
        todo: "挂断电话，到银行柜台查询",
    },
    Kind {
        code: "LEADER",
        title: "领导让你转账要当面问",
        who: &["一名公司财务", "一名村里干部", "一名商行会计"],
        happened: "近日辖区{who}收到冒充领导的好友申请，对方以急用为由要求垫款，损失{sum}。",
        signs: "陌生号码自称领导、急着要钱、不方便接电话",
        todo: "当面或打熟悉的电话核实，再决定是否转账",
    },
    Kind {
        code: "AUTHORITY",
        title: "自称民警要你转账是诈骗",
        who: &["一名独居老人", "一名留学生家属", "一名宝妈"],
        happened: "近日辖区{who}接到自称民警的电话，说其涉嫌案件要配合调查，险些转出{sum}。",
        signs: "说你涉案要保密、发来所谓通缉令、要求转到安全账户",
        todo: "挂断电话，告诉家人，到派出所当面问",
    },
    Kind {
        code: "ROMANCE",
        title: "网上交友谈钱要当心",
        who: &["一名单身居民", "一名在厂务工的居民", "一名中年居民"],
        happened: "近日辖区{who}在网上认识好友，未见面就被劝说投资、借钱，损失{sum}。",
        signs: "嘘寒问暖却不见面、说有赚钱门路、急用钱找你借",
        todo: "未见面不谈钱，和家人朋友商量",
    },
    Kind {
        code: "GAME",
        title: "游戏账号交易走官方平台",
        who: &["一名在校学生", "一名年轻租客", "一名初中生的家长"],
        happened: "近日辖区{who}在网上买卖游戏账号，对方以保证金、解冻为由多次要钱，损失{sum}。",
        signs: "私下交易、先交保证金、冒充客服催付款",
        todo: "走官方平台，家长管好支付密码",
    },
    Kind {
        code: "OTHER",
        title: "出租房用火用电提醒",
        who: &["一户租客", "一处群租房", "一家小店"],
        happened: "近日辖区{who}因在室内给电动车充电引起冒烟，幸被邻居及时发现。",
        signs: "请做到：电动车不进楼、不飞线充电、出门关电源。",
        todo: "房东请检查灭火器和逃生通道，发现火情马上离开并报警。有困难可以联系驻村辅导员。",
    },
];
