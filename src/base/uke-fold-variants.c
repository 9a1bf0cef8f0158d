/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-base"

#include "base/uke-fold-variants.h"

#include <stdint.h>

/* Every character of the two blocks below folds by one look into a table. */
#define FIRST_CHARACTER 0x3400
#define LAST_CHARACTER 0x9fff

/*
 * Old, simplified and other forms of one character, as far as they are met in names of Japanese
 * people and places. The first of each group is what the others fold to; it stands between
 * FIRST_CHARACTER and LAST_CHARACTER. Forms that are also names of their own (斉, 嶋, 阪) are
 * folded all the same: who hears さいとう can't know which it is. Compatibility forms (神) are not
 * listed; they are decomposed before.
 */
/* clang-format off */
static const char *const groups[] = {
  "亜亞", "亘亙", "悪惡", "圧壓", "囲圍", "医醫", "為爲", "壱壹弌", "稲稻", "隠隱", "栄榮", "営營",
  "衛衞", "詠咏", "駅驛", "円圓圎", "園薗", "塩鹽", "縁緣", "艶艷", "応應", "欧歐", "殴毆",
  "桜櫻", "奥奧", "横橫", "温溫", "穏穩", "仮假", "価價", "画畫畵", "会會", "壊壞", "懐懷",
  "絵繪", "概槪", "拡擴", "殻殼", "覚覺", "学學斈", "岳嶽", "楽樂", "渇渴", "勧勸", "巻卷",
  "寛寬", "歓歡", "缶罐", "観觀", "関關", "館舘", "顔顏", "既旣", "帰歸", "気氣", "亀龜",
  "偽僞", "戯戲", "犠犧", "旧舊", "拠據", "挙擧舉", "虚虛", "峡峽", "挟挾", "狭狹", "教敎",
  "強强", "郷鄕鄉", "暁曉", "区區", "駆驅", "勲勳勛", "群羣", "薫薰", "径徑", "恵惠", "掲揭",
  "携攜", "渓溪谿", "経經", "継繼", "茎莖", "蛍螢", "軽輕", "鶏鷄雞", "芸藝", "撃擊", "欠缺",
  "倹儉", "剣劍劔剱釼劒", "圏圈", "検檢", "権權", "献獻", "県縣", "研硏", "険險", "顕顯", "験驗",
  "厳嚴", "戸戶", "呉吳", "娯娛", "効效", "広廣", "恒恆", "鉱鑛", "号號", "国國圀囯", "黒黑",
  "砕碎", "済濟", "斎齋斉齊𪗱", "歳歲", "剤劑", "崎﨑嵜碕㟢", "冊册", "雑雜", "参參", "惨慘",
  "桟棧", "蚕蠶", "賛贊", "残殘", "糸絲", "歯齒", "児兒", "辞辭", "湿濕", "実實寔", "舎舍",
  "釈釋", "寿壽", "収收", "従從", "渋澁澀", "獣獸", "縦縱", "粛肅", "処處", "緒緖", "叙敍敘",
  "奨奬獎", "将將", "渉涉", "焼燒", "称稱", "証證", "乗乘", "剰剩", "壌壤", "嬢孃", "条條",
  "浄淨", "状狀", "畳疊疉", "穣穰", "譲讓", "醸釀", "嘱囑", "触觸", "寝寢", "慎愼", "晋晉",
  "真眞", "尽盡", "図圖", "粋粹", "酔醉", "随隨", "髄髓", "数數", "枢樞", "瀬瀨", "清淸", "声聲",
  "静靜", "税稅", "摂攝", "窃竊", "説說", "専專", "戦戰", "浅淺", "潜潛", "繊纖", "践踐", "銭錢",
  "禅禪", "双雙", "壮壯", "捜搜", "挿插", "争爭", "曽曾", "巣巢", "荘莊", "総總", "聡聰", "蔵藏",
  "臓臟", "増增", "即卽", "属屬", "続續", "堕墮", "体體躰軆", "対對", "帯帶", "滞滯", "台臺",
  "滝瀧", "択擇", "沢澤", "担擔", "単單", "団團", "弾彈", "断斷", "痴癡", "遅遲", "昼晝", "虫蟲",
  "鋳鑄", "庁廳", "徴徵", "聴聽", "鎮鎭", "逓遞", "鉄鐵鉃銕", "転轉", "点點", "伝傳", "党黨",
  "島嶋嶌㠀隝", "灯燈", "当當", "盗盜", "闘鬪", "徳德悳", "独獨", "読讀", "届屆", "縄繩", "弐貳",
  "悩惱", "脳腦", "覇霸", "廃廢", "拝拜", "梅楳", "売賣", "麦麥", "発發", "髪髮", "抜拔", "晩晚",
  "蛮蠻", "秘祕", "彦彥", "姫姬", "浜濱濵", "瓶甁", "富冨", "払拂", "仏佛", "併倂", "並竝",
  "変變", "辺邊邉", "弁辨瓣辯", "歩步", "穂穗", "宝寶寳", "萌萠", "褒襃", "豊豐", "没沒", "翻飜",
  "槙槇", "毎每", "万萬", "満滿", "麺麵", "黙默", "薬藥", "弥彌", "訳譯", "予豫", "余餘", "与與",
  "誉譽", "揺搖", "様樣", "謡謠", "遥遙", "来來", "頼賴", "覧覽", "乱亂", "竜龍龒", "両兩",
  "猟獵", "緑綠", "凛凜", "涙淚", "塁壘", "礼禮", "励勵", "霊靈", "齢齡", "暦曆", "歴歷", "恋戀",
  "錬鍊", "炉爐", "労勞", "楼樓", "郎郞", "禄祿", "録錄", "湾灣", "高髙", "峰峯", "桧檜",
  "柳栁桺", "吉𠮷", "土圡", "柏栢", "松枩", "淵渕渊", "角⻆", "橋槗𣘺", "桑桒", "喜㐂憙", "昇曻",
  "昂昻", "晃晄", "涼凉", "煕熙凞", "瑶瑤", "祢禰", "秋穐秌龝", "篭籠", "藪薮", "諫諌", "賎賤",
  "躯軀", "迩邇", "村邨", "鈎鉤", "間閒", "雁鴈", "頬頰", "穎頴", "鬱欝", "鴬鶯", "鴎鷗", "麹麴",
  "壷壺", "尭堯", "侠俠", "侭儘", "倶俱", "兎兔莵菟", "準凖", "剥剝", "卒卆", "厨廚", "呑吞",
  "嚢囊", "填塡", "屏屛", "岡罡堽", "幡旛", "厩廏廐", "協恊", "悦悅", "掻搔", "掴摑", "撹攪",
  "柵栅", "栃杤", "桝枡", "梼檮", "櫟檪", "嘆歎", "氷冰", "涜瀆", "潅灌", "焔焰", "痩瘦", "皐皋",
  "杯盃", "砺礪", "窓窗", "筝箏", "箪簞", "蓑簔簑", "繋繫", "繍繡", "莱萊", "蒋蔣", "虎乕",
  "蛎蠣", "蝋蠟", "醤醬", "頚頸", "餅餠", "騨驒", "鶴鸖靍靏靎", "鰺鯵", "靭靱", "坂阪", "野埜",
  "沖冲", "洌冽", "決决", "況况", "減减", "隣鄰", "峨峩", "略畧", "嶺岺", "棋棊", "鍬鍫", "鷹鹰",
  "葱蔥", "崖崕", "迎迊", "船舩", "鉛鈆", "陰隂", "鳳鳯", "舗舖", "博愽", "望朢", "朗朖", "丘坵",
  "克剋", "刃刄", "劫刧", "卯夘", "善譱", "器噐", "壻婿聟", "崑崐", "崙崘", "廻迴", "廼迺",
  "明朙", "曳曵", "栖棲", "毘毗", "淳湻", "熊熋", "燕鷰", "爾尓", "琴琹", "磯礒", "繁緐", "翠翆",
  "耕畊", "膳饍", "蛸鮹", "蟹蠏", "迪廸", "釜釡", "韮韭", "芦蘆", "巌巖嵓",
  NULL
};
/* clang-format on */

/* Members beyond the table, found one by one: they are rare. */
typedef struct {
  gunichar character;
  gunichar folded;
} Outlier;

#define MAX_OUTLIERS 16

typedef struct {
  uint16_t folded[LAST_CHARACTER - FIRST_CHARACTER + 1]; /* 0: folds to itself */
  Outlier outliers[MAX_OUTLIERS];
  int n_outliers;
} Table;

static gpointer
build_table (gpointer unused)
{
  Table *table = g_new0 (Table, 1);

  for (const char *const *group = groups; *group != NULL; group++) {
    gunichar folded = g_utf8_get_char (*group);

    for (const char *at = g_utf8_next_char (*group); *at != '\0'; at = g_utf8_next_char (at)) {
      gunichar character = g_utf8_get_char (at);

      if (character >= FIRST_CHARACTER && character <= LAST_CHARACTER) {
        table->folded[character - FIRST_CHARACTER] = (uint16_t)folded;
      } else {
        g_assert (table->n_outliers < MAX_OUTLIERS);
        table->outliers[table->n_outliers++] = (Outlier){ character, folded };
      }
    }
  }
  return table;
}

/**
 * uke_fold_variant:
 * @character: any character
 *
 * Returns: the character that stands for all forms of @character, or @character
 * Thread: any
 * Source: integrations.md F.2, design.md 9
 */
gunichar
uke_fold_variant (gunichar character)
{
  static GOnce once = G_ONCE_INIT;
  const Table *table = g_once (&once, build_table, NULL);

  if (character >= FIRST_CHARACTER && character <= LAST_CHARACTER) {
    uint16_t folded = table->folded[character - FIRST_CHARACTER];

    return folded != 0 ? folded : character;
  }
  for (int i = 0; i < table->n_outliers; i++)
    if (table->outliers[i].character == character)
      return table->outliers[i].folded;
  return character;
}

/**
 * uke_fold_variant_groups:
 *
 * Returns: (transfer none) (array zero-terminated=1): the groups of forms that are one character
 *   for a search
 * Thread: any
 */
const char *const *
uke_fold_variant_groups (void)
{
  return groups;
}
