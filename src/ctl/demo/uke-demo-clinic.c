/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-demo"

#include "ctl/demo/uke-demo-clinic.h"

#include "clinic/uke-starter.h"

/* clang-format off */
const UkeDemoMenu UKE_DEMO_MENUS[] = {
  { "歯科 一般", 30, 0 },           /* 0 */
  { "定期検診", 30, 0 },            /* 1 */
  { "歯科 一般・補綴", 45, 0 },     /* 2 */
  { "経過確認", 15, 0 },            /* 3 */
  { "セラミック（自費）", 60, 88000 }, /* 4 */
  { "矯正 調整", 30, 5500 },        /* 5 */
  { "矯正 精密検査", 45, 33000 },   /* 6 */
  { "マウスピース矯正", 60, 11000 }, /* 7 */
  { "PMTC 45分", 45, 8800 },        /* 8 */
  { "定期検診＋PMTC", 45, 8800 },   /* 9 */
  { "小児 定期検診", 30, 0 },       /* 10 */
  { "ホワイトニング", 60, 22000 },  /* 11 */
  { "特定健診", 30, 0 },            /* 12 */
  { "人間ドック", 90, 44000 },      /* 13 */
  { "予防接種", 15, 4400 },         /* 14 */
  { "婦人科オプション", 30, 6600 }, /* 15 */
  { "矯正 初回相談", 45, 3300 },    /* 16 */
  { "インプラント 相談", 45, 3300 }, /* 17 */
  { "セラミック 相談", 45, 3300 },  /* 18 */
};
const unsigned UKE_DEMO_N_MENUS = G_N_ELEMENTS (UKE_DEMO_MENUS);

const UkeDemoProvider UKE_DEMO_PROVIDERS[] = {
  { "青柳", "青柳 院長", "院長", "チェア1・歯科一般", "歯科・矯正", 1, 82, { 540, 780 }, { 870, 1095 }, { 0, 1, 2, 3, 4 } },
  { "高瀬", "高瀬 歯科医師", "歯科医師", "チェア2・矯正", "歯科・矯正", 1, 71, { 540, 780 }, { 870, 1080 }, { 5, 5, 6, 7, 5 } },
  { "森本", "森本 衛生士", "衛生士", "チェア3・予防", "予防・美白", 1, 92, { 540, 780 }, { 870, 1095 }, { 8, 9, 9, 10, 1 } },
  { "小野寺", "小野寺 衛生士", "衛生士", "チェア4・美白", "予防・美白", 1, 80, { 600, 780 }, { 870, 1050 }, { 11, 11, 11, 8, 11 } },
  { "沢村", "沢村 医師", "医師", "健診室・定員2", "健診室", 2, 80, { 510, 750 }, { 840, 960 }, { 12, 13, 14, 15, 12 } },
  { "西岡", "西岡 カウンセラー", "カウンセラー", "相談室", "相談室", 1, 68, { 570, 780 }, { 870, 1095 }, { 16, 17, 18, 16, 17 } },
};
const unsigned UKE_DEMO_N_PROVIDERS = G_N_ELEMENTS (UKE_DEMO_PROVIDERS);

const UkeDemoAbsence UKE_DEMO_ABSENCE = { 1, 990, 1080, "研修会" };

typedef struct {
  const char *family, *given, *kana, *role, *title;
} DemoStaff;

/* The providers' own accounts come first, in the order of the providers. */
static const DemoStaff provider_staff[] = {
  { "青柳", "昭彦", "あおやぎ あきひこ", "director", "院長" },
  { "高瀬", "美帆", "たかせ みほ", "doctor", "歯科医師" },
  { "森本", "彩", "もりもと あや", "nurse", "衛生士" },
  { "小野寺", "夏海", "おのでら なつみ", "nurse", "衛生士" },
  { "沢村", "健", "さわむら けん", "doctor", "医師" },
  { "西岡", "優", "にしおか ゆう", "reception", "カウンセラー" },
};
static const DemoStaff desk_staff[] = {
  { "三枝", "さつき", "さえぐさ さつき", "reception", "受付" },
  { "篠原", "千佳", "しのはら ちか", "nurse", "看護師" },
  { "飯島", "恵", "いいじま めぐみ", "nurse", "看護師" },
  { "岸", "孝雄", "きし たかお", "manager", "事務長" },
};

/* clang-format on */

/**
 * uke_demo_id:
 * @rand: where the randomness comes from
 * @at_us: UTC microseconds that go into the id
 *
 * Returns: an id that is the same for the same seed
 * Thread: any one
 */
UkeId
uke_demo_id (GRand *rand, int64_t at_us)
{
  uint8_t bytes[10];

  for (unsigned i = 0; i < sizeof bytes; i++)
    bytes[i] = (uint8_t)g_rand_int_range (rand, 0, 256);
  return uke_id_new_at (at_us, bytes);
}

/**
 * uke_demo_clinic_clear:
 * @self: ids of a demo clinic
 *
 * Thread: any one
 */
void
uke_demo_clinic_clear (UkeDemoClinic *self)
{
  g_clear_pointer (&self->provider_ids, g_array_unref);
  g_clear_pointer (&self->chair_ids, g_array_unref);
  g_clear_pointer (&self->menu_ids, g_array_unref);
  g_clear_pointer (&self->staff_ids, g_array_unref);
}

typedef struct {
  GPtrArray *drafts; /* (owned) (element-type UkeDraft) */
  UkeDemoClinic *clinic;
  GRand *rand;
  int64_t now_us;
} SetUp;

static UkeDraft *
add_draft (SetUp *set_up, const UkeEntity *entity, UkeId *out_id)
{
  UkeId id = uke_demo_id (set_up->rand, set_up->now_us);
  UkeDraft *draft = uke_draft_new_with_id (entity, &id);

  g_ptr_array_add (set_up->drafts, draft);
  *out_id = id;
  return draft;
}

static UkeId
add_staff (SetUp *set_up, const DemoStaff *staff, int order)
{
  UkeId id;
  UkeDraft *draft = add_draft (set_up, &UKE_ENTITY_STAFF, &id);

  uke_draft_set_text (draft, UKE_STAFF_FAMILY_NAME, staff->family);
  uke_draft_set_text (draft, UKE_STAFF_GIVEN_NAME, staff->given);
  uke_draft_set_text (draft, UKE_STAFF_KANA, staff->kana);
  uke_draft_set_text (draft, UKE_STAFF_ROLE, staff->role);
  uke_draft_set_text (draft, UKE_STAFF_TITLE, staff->title);
  uke_draft_set_int (draft, UKE_STAFF_COLOUR, order);
  uke_draft_set_int (draft, UKE_STAFF_IS_ACTIVE, 1);
  uke_draft_set_int (draft, UKE_STAFF_SORT_ORDER, order);
  return id;
}

static UkeId
add_chair (SetUp *set_up, const UkeDemoProvider *provider, int order)
{
  UkeId id;
  UkeDraft *draft = add_draft (set_up, &UKE_ENTITY_RESOURCE, &id);
  g_auto (GStrv) parts = g_strsplit (provider->place, "・", 2);

  uke_draft_set_id (draft, UKE_RESOURCE_CLINIC_ID, &set_up->clinic->clinic_id);
  uke_draft_set_text (draft, UKE_RESOURCE_KIND, "chair");
  uke_draft_set_text (draft, UKE_RESOURCE_NAME, parts[0]);
  uke_draft_set_text (draft, UKE_RESOURCE_SHORT_NAME, parts[0]);
  uke_draft_set_int (draft, UKE_RESOURCE_CAPACITY, provider->capacity);
  uke_draft_set_int (draft, UKE_RESOURCE_SORT_ORDER, 100 + order);
  uke_draft_set_int (draft, UKE_RESOURCE_IS_ACTIVE, 1);
  return id;
}

static void
add_hours (SetUp *set_up, const UkeId *resource_id, int weekday, const int span[2])
{
  UkeId id;
  UkeDraft *draft = add_draft (set_up, &UKE_ENTITY_WORKING_HOURS, &id);

  uke_draft_set_id (draft, UKE_WORKING_HOURS_RESOURCE_ID, resource_id);
  uke_draft_set_int (draft, UKE_WORKING_HOURS_WEEKDAY, weekday);
  uke_draft_set_int (draft, UKE_WORKING_HOURS_START_MIN, span[0]);
  uke_draft_set_int (draft, UKE_WORKING_HOURS_END_MIN, span[1]);
}

static void
add_provider (SetUp *set_up, unsigned index, const UkeId *staff_id)
{
  const UkeDemoProvider *provider = &UKE_DEMO_PROVIDERS[index];
  UkeId chair_id = add_chair (set_up, provider, (int)index), id;
  UkeDraft *draft = add_draft (set_up, &UKE_ENTITY_RESOURCE, &id);

  uke_draft_set_id (draft, UKE_RESOURCE_CLINIC_ID, &set_up->clinic->clinic_id);
  uke_draft_set_text (draft, UKE_RESOURCE_KIND, "provider");
  uke_draft_set_text (draft, UKE_RESOURCE_NAME, provider->name);
  uke_draft_set_text (draft, UKE_RESOURCE_SHORT_NAME, provider->short_name);
  uke_draft_set_id (draft, UKE_RESOURCE_STAFF_ID, staff_id);
  uke_draft_set_text (draft, UKE_RESOURCE_PLACE, provider->place);
  uke_draft_set_text (draft, UKE_RESOURCE_GROUP_NAME, provider->group);
  uke_draft_set_id (draft, UKE_RESOURCE_CHAIR_ID, &chair_id);
  uke_draft_set_int (draft, UKE_RESOURCE_CAPACITY, provider->capacity);
  uke_draft_set_int (draft, UKE_RESOURCE_COLOUR, index);
  uke_draft_set_int (draft, UKE_RESOURCE_SORT_ORDER, index);
  uke_draft_set_int (draft, UKE_RESOURCE_IS_ACTIVE, 1);
  g_array_append_val (set_up->clinic->provider_ids, id);
  g_array_append_val (set_up->clinic->chair_ids, chair_id);

  /* Closed on Sundays, mornings only on Saturdays. */
  for (int weekday = 1; weekday <= 6; weekday++) {
    add_hours (set_up, &id, weekday, provider->morning_min);
    if (weekday < 6)
      add_hours (set_up, &id, weekday, provider->afternoon_min);
  }
}

static void
add_menu (SetUp *set_up, unsigned index)
{
  const UkeDemoMenu *menu = &UKE_DEMO_MENUS[index];
  UkeId id;
  UkeDraft *draft = add_draft (set_up, &UKE_ENTITY_MENU, &id);

  uke_draft_set_id (draft, UKE_MENU_CLINIC_ID, &set_up->clinic->clinic_id);
  uke_draft_set_text (draft, UKE_MENU_NAME, menu->name);
  uke_draft_set_int (draft, UKE_MENU_LENGTH_MIN, menu->length_min);
  uke_draft_set_int (draft, UKE_MENU_COLOUR, index % 8);
  uke_draft_set_int (draft, UKE_MENU_IS_SELF_PAY, menu->price_yen > 0);
  if (menu->price_yen > 0)
    uke_draft_set_int (draft, UKE_MENU_PRICE_YEN, menu->price_yen);
  uke_draft_set_int (draft, UKE_MENU_SORT_ORDER, index);
  uke_draft_set_int (draft, UKE_MENU_IS_ACTIVE, 1);
  g_array_append_val (set_up->clinic->menu_ids, id);
}

static void
add_closure (SetUp *set_up,
             const UkeId *resource_id,
             const char *kind,
             UkeDate date,
             int from_min,
             int to_min,
             const char *reason)
{
  UkeId id;
  UkeDraft *draft = add_draft (set_up, &UKE_ENTITY_CLOSURE, &id);

  uke_draft_set_id (draft, UKE_CLOSURE_CLINIC_ID, &set_up->clinic->clinic_id);
  if (resource_id != NULL)
    uke_draft_set_id (draft, UKE_CLOSURE_RESOURCE_ID, resource_id);
  uke_draft_set_text (draft, UKE_CLOSURE_KIND, kind);
  uke_draft_set_date (draft, UKE_CLOSURE_FROM_DATE, date);
  uke_draft_set_date (draft, UKE_CLOSURE_TO_DATE, date);
  if (to_min > from_min) {
    uke_draft_set_int (draft, UKE_CLOSURE_START_MIN, from_min);
    uke_draft_set_int (draft, UKE_CLOSURE_END_MIN, to_min);
  }
  uke_draft_set_text (draft, UKE_CLOSURE_REASON, reason);
}

static void
add_scripts (SetUp *set_up)
{
  unsigned n = 0;
  const UkeStarterScript *scripts = uke_starter_get_scripts (&n);

  for (unsigned i = 0; i < n; i++) {
    UkeId id;
    UkeDraft *draft = add_draft (set_up, &UKE_ENTITY_CALL_SCRIPT, &id);

    uke_draft_set_text (draft, UKE_CALL_SCRIPT_REASON, scripts[i].reason);
    uke_draft_set_text (draft, UKE_CALL_SCRIPT_NAME, scripts[i].name);
    uke_draft_set_text (draft, UKE_CALL_SCRIPT_STEPS, scripts[i].steps);
    uke_draft_set_int (draft, UKE_CALL_SCRIPT_IS_ACTIVE, 1);
  }
}

/**
 * uke_demo_clinic_set_up:
 * @self: (out caller-allocates): the ids that were made; clear with uke_demo_clinic_clear()
 * @clinic_id: the place that init made
 * @director_id: the director that init made, who is the first provider
 * @rand: where the randomness comes from
 * @now_us: the demo's time, UTC microseconds
 * @today: the demo's day
 *
 * Says what staff, chairs, hours, menus, absences and scripts the demo clinic has.
 *
 * Returns: (transfer full) (element-type UkeDraft): new records, in an order in which each refers
 * only to earlier ones Thread: any one
 */
GPtrArray *
uke_demo_clinic_set_up (UkeDemoClinic *self,
                        const UkeId *clinic_id,
                        const UkeId *director_id,
                        GRand *rand,
                        int64_t now_us,
                        UkeDate today)
{
  SetUp set_up
      = { g_ptr_array_new_with_free_func ((GDestroyNotify)uke_draft_free), self, rand, now_us };

  self->clinic_id = *clinic_id;
  self->provider_ids = g_array_new (FALSE, FALSE, sizeof (UkeId));
  self->chair_ids = g_array_new (FALSE, FALSE, sizeof (UkeId));
  self->menu_ids = g_array_new (FALSE, FALSE, sizeof (UkeId));
  self->staff_ids = g_array_new (FALSE, FALSE, sizeof (UkeId));
  for (unsigned i = 0; i < UKE_DEMO_N_MENUS; i++)
    add_menu (&set_up, i);
  for (unsigned i = 0; i < UKE_DEMO_N_PROVIDERS; i++) {
    UkeId staff_id
        = i == 0 ? *director_id
                 : add_staff (&set_up, &provider_staff[i], (int)(i + G_N_ELEMENTS (desk_staff)));

    add_provider (&set_up, i, &staff_id);
  }
  for (unsigned i = 0; i < G_N_ELEMENTS (desk_staff); i++) {
    UkeId staff_id = add_staff (&set_up, &desk_staff[i], (int)i);

    g_array_append_val (self->staff_ids, staff_id);
  }
  add_closure (&set_up, &g_array_index (self->provider_ids, UkeId, UKE_DEMO_ABSENCE.provider),
               "away", today, UKE_DEMO_ABSENCE.from_min, UKE_DEMO_ABSENCE.to_min,
               UKE_DEMO_ABSENCE.reason);
  add_closure (&set_up, NULL, "closed", today + 40, 0, 0, "年末休診");
  add_scripts (&set_up);
  return set_up.drafts;
}
