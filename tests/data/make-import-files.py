#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/data/import: lists in the shapes in which Japanese programs export them. Everybody in them is
invented. The same files come out at every run."""
import pathlib
import random
import unicodedata

HERE = pathlib.Path(__file__).parent / "import"
FAMILIES = """青柳,アオヤギ 渡邉,ワタナベ 髙橋,タカハシ 山﨑,ヤマザキ 齋藤,サイトウ 佐々木,ササキ 濵田,ハマダ 澤村,サワムラ
廣瀬,ヒロセ 大野,オオノ 小野,オノ 藤堂,トウドウ 桜井,サクライ 近藤,コンドウ 長谷部,ハセベ 若林,ワカバヤシ 江口,エグチ 南條,ナンジョウ
本間,ホンマ 村雨,ムラサメ""".split()
GIVENS = """遥,ハルカ,2 健一,ケンイチ,1 さくら,サクラ,2 翔太,ショウタ,1 美穂,ミホ,2 隆,タカシ,1 陽菜,ヒナ,2 純一,ジュンイチ,1
優子,ユウコ,2 大輔,ダイスケ,1 千代,チヨ,2 凌,リョウ,1""".split()
TOWNS = ["東京都千代田区神田1-2-3", "東京都台東区上野2-4-6 青空ハイツ101", "神奈川県横浜市西区3-1-5", "埼玉県川口市4-8"]
ERAS = [(5, "R", 2018), (4, "H", 1988), (3, "S", 1925)]


def half(text):
    table = {}
    for code in range(0xFF66, 0xFF9E):
        table[unicodedata.normalize("NFKC", chr(code))] = chr(code)
    out = ""
    for character in text:
        parts = unicodedata.normalize("NFD", character)
        out += table.get(parts[0], parts[0]) + {"\u3099": "ﾞ", "\u309a": "ﾟ"}.get(parts[1:], "")
    return out


def people(count, seed):
    rng = random.Random(seed)
    for number in range(1, count + 1):
        family, family_kana = rng.choice(FAMILIES).split(",")
        given, given_kana, sex = rng.choice(GIVENS).split(",")
        year, month, day = rng.randint(1936, 2018), rng.randint(2, 12), rng.randint(9, 28)
        yield {
            "number": number, "family": family, "given": given, "family_kana": family_kana,
            "given_kana": given_kana, "sex": sex, "ymd": (year, month, day),
            "mobile": f"090-0000-{number:04d}", "home": f"03-0000-{number:04d}",
            "email": f"patient{number}@example.jp", "zip": f"101-{number:04d}", "town": rng.choice(TOWNS),
            "last": (2026, rng.randint(1, 10), rng.randint(1, 28)),
        }


def era(ymd, form):
    digit, letter, base = next(e for e in ERAS if ymd[0] > e[2])
    if form == "digits":
        return f"{digit}{ymd[0] - base:02d}{ymd[1]:02d}{ymd[2]:02d}"
    return f"{letter}{ymd[0] - base}.{ymd[1]}.{ymd[2]}"


def slash(ymd):
    return "/".join(str(part) for part in ymd)


def write(name, rows, encoding, end="\r\n", quoted=True, bom=b""):
    def cell(text):
        return '"' + str(text).replace('"', '""') + '"' if quoted or "\n" in str(text) else str(text)
    text = "".join(",".join(cell(c) for c in row) + end for row in rows)
    (HERE / name).write_bytes(bom + text.encode(encoding))


def receipt_rows():
    """300 patients of a receipt computer; twelve rows are bad, each for another reason."""
    yield ["患者番号", "カナ氏名", "漢字氏名", "性別", "生年月日", "郵便番号", "住所", "電話番号", "携帯電話", "メールアドレス",
           "最終来院日", "備考"]
    for p in people(300, 300):
        row = [f"{p['number']:05d}", half(p["family_kana"] + " " + p["given_kana"]), p["family"] + "　" + p["given"],
               p["sex"], era(p["ymd"], "digits" if p["number"] % 2 else "short"), p["zip"], p["town"], p["home"],
               p["mobile"], p["email"], era(p["last"], "short"), "駅から徒歩\n送迎あり" if p["number"] % 50 == 5 else ""]
        bad = {
            17: (2, ""), 42: (4, "昭和65年1月1日"), 61: (4, "S58.2.30"), 88: (4, "不明な日"), 104: (8, "090-0000"),
            133: (3, "9"), 150: (9, "patient150.example.jp"), 171: (4, "2031/4/1"), 199: (1, "漢字の読み"),
            222: (0, "00221"), 258: (11, "番号 123456789018"),
        }.get(p["number"])
        if bad:
            row[bad[0]] = bad[1]
        if p["number"] == 285:
            row += ["余り", "の列"]
        yield row


def excel_rows():
    """What is left when a list was opened and saved in a spreadsheet: numbers without their zero."""
    yield ["No", "姓", "名", "セイ", "メイ", "誕生日", "性別", "TEL", "〒", "住所1", "", ""]
    for p in people(40, 41):
        yield [p["number"], p["family"], p["given"], p["family_kana"], p["given_kana"], slash(p["ymd"]),
               "男" if p["sex"] == "1" else "女", p["mobile"].replace("-", "")[1:], p["zip"], p["town"], "", ""]


def recall_rows():
    yield ["診察券番号", "患者名", "フリガナ", "生年月日", "自宅電話", "携帯電話", "前回来院日", "リコール予定日", "担当衛生士", "ハガキ"]
    for p in people(60, 62):
        last = p["last"]
        yield [p["number"], p["family"] + " " + p["given"], p["family_kana"] + " " + p["given_kana"],
               era(p["ymd"], "short"), p["home"], p["mobile"], slash(last), slash((2027, last[1], last[2])), "若林",
               "可" if p["number"] % 3 else "不可"]


def google_rows():
    yield ["Name", "Given Name", "Family Name", "Given Name Yomi", "Family Name Yomi", "Birthday", "Notes",
           "E-mail 1 - Value", "Phone 1 - Type", "Phone 1 - Value"]
    for p in people(30, 33):
        yield [f"{p['family']} {p['given']}", p["given"], p["family"], p["given_kana"], p["family_kana"],
               "%04d-%02d-%02d" % p["ymd"], "", p["email"], "Mobile", "+81 " + p["mobile"][1:]]


def booking_rows():
    yield ["予約番号", "予約日", "開始時刻", "終了時刻", "予約者名", "フリガナ", "電話番号", "メニュー", "担当スタッフ", "ステータス",
           "備考"]
    for p in people(50, 55):
        hour = 9 + p["number"] % 8
        yield [f"R{p['number']:06d}", f"2026/12/{p['number'] % 20 + 1}", f"{hour}:00", f"{hour}:45",
               f"{p['family']} {p['given']}", f"{p['family_kana']} {p['given_kana']}", p["mobile"], "定期検診", "青柳",
               "予約確定", 'はじめて、"紹介"'  if p["number"] % 7 == 0 else ""]


def main():
    HERE.mkdir(exist_ok=True)
    write("receipt-computer-300.csv", receipt_rows(), "cp932")
    write("excel-saved.csv", excel_rows(), "cp932", quoted=False)
    write("dental-recall.csv", recall_rows(), "cp932")
    write("google-contacts.csv", google_rows(), "utf-8", end="\n", quoted=False)
    write("booking-system.csv", booking_rows(), "utf-8", bom=b"\xef\xbb\xbf")
    head = ["患者番号", "氏名", "生年月日"]
    write("bad-era-year.csv", [head, ["1", "青柳 遥", "昭和65年1月1日"], ["2", "大野 健一", "平成31年5月1日"]], "utf-8")
    write("bad-clinical.csv", [head + ["病名", "処方内容", "検査値"], ["1", "青柳 遥", "S58.6.14", "う蝕", "抗菌薬", "5.6"]], "utf-8")
    good = '"患者番号","氏名"\r\n"1","青柳 遥"\r\n'.encode()
    (HERE / "bad-quotes.csv").write_bytes(good + '"2","大野 健一\r\n"3","小野 隆"\r\n'.encode())
    (HERE / "bad-encoding.csv").write_bytes(good + '"2","大野'.encode() + b"\xff\xe3" + '健一"\r\n'.encode())
    (HERE / "bad-empty.csv").write_bytes(b"")


main()
