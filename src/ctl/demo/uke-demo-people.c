/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-demo"

#include "ctl/demo/uke-demo-people.h"

#include "ctl/demo/uke-demo-names.h"

#include <string.h>

struct _UkeDemoPeople {
  GRand *rand; /* (owned) */
  UkeDate today;
  unsigned total_family_weight;
  UkeDemoPerson person;

  /* The household that is being handed out. */
  unsigned household;
  unsigned members_left;
  unsigned member;
  const UkeDemoFamilyName *family;
  int head_birth_year;
  gboolean is_head_female;
  UkeDate household_first_visit;
  unsigned n_sons;
  unsigned n_daughters;
  unsigned area;
  unsigned block;
  unsigned house;
  char home_phone[16];
};

static const char *const areas[]
    = { "そよぎ台", "みなと通り", "若葉町", "東しおかぜ", "坂の上", "はまなす" };
static const char *const alerts[] = {
  "右耳が聞こえにくい：左側から声かけ", "車いすでの来院：入口で声かけ",
  "直前の変更が多い：前日に電話で確認", "お子さま連れ：待合の奥へ案内",
  "領収書は毎回封筒に入れる",           "筆談を希望",
};
static const char *const tags[] = { "ホワイトニング 関心", "家族来院", "平日夕方を希望", "紹介者",
                                    "人間ドック 40代案内", "土曜のみ" };
static const char *const sources[]
    = { "web", "web", "referral", "referral", "referral", "sign", "portal", "sns", "other" };
static const char *const hours[]
    = { "weekdays 12:00-13:00", "weekdays 10:00-12:00", "weekdays 18:00-20:00",
        "any 09:00-11:00",      "any 14:00-16:00",      "saturday 09:00-13:00" };
static const char *const mail_words[]
    = { "sakura", "minato", "aoba",   "hinata", "kaede", "tsubasa",
        "nagisa", "hikari", "kotori", "mizuki", "haru",  "sora" };

static int
draw (UkeDemoPeople *self, int from, int below)
{
  return g_rand_int_range (self->rand, from, below);
}

static gboolean
draw_percent (UkeDemoPeople *self, int percent)
{
  return draw (self, 0, 100) < percent;
}

static const UkeDemoFamilyName *
draw_family (UkeDemoPeople *self)
{
  unsigned at = (unsigned)draw (self, 0, (int)self->total_family_weight);

  for (unsigned i = 0;; i++) {
    if (at < UKE_DEMO_FAMILY_NAMES[i].weight)
      return &UKE_DEMO_FAMILY_NAMES[i];
    at -= UKE_DEMO_FAMILY_NAMES[i].weight;
  }
}

static const UkeDemoGivenName *
draw_given (UkeDemoPeople *self, gboolean is_female, int birth_year)
{
  const UkeDemoGivenName *names = is_female ? UKE_DEMO_FEMALE_NAMES : UKE_DEMO_MALE_NAMES;
  unsigned n = is_female ? UKE_DEMO_N_FEMALE_NAMES : UKE_DEMO_N_MALE_NAMES;
  unsigned total = 0, at;

  for (unsigned i = 0; i < n; i++)
    if (birth_year >= names[i].from_year && birth_year <= names[i].to_year)
      total += names[i].weight;
  if (total == 0)
    return &names[draw (self, 0, (int)n)];
  at = (unsigned)draw (self, 0, (int)total);
  for (unsigned i = 0;; i++) {
    if (birth_year < names[i].from_year || birth_year > names[i].to_year)
      continue;
    if (at < names[i].weight)
      return &names[i];
    at -= names[i].weight;
  }
}

static int
year_of (UkeDate date)
{
  int year, month, day;

  uke_date_to_ymd (date, &year, &month, &day);
  return year;
}

static UkeDate
draw_birth_date (UkeDemoPeople *self, int year)
{
  UkeDate date = uke_date_from_ymd (year, draw (self, 1, 13), draw (self, 1, 29));

  /* Somebody born this year was born before today. */
  return MIN (date, self->today - 40);
}

static UkeDate
draw_first_visit (UkeDemoPeople *self)
{
  /* Most patients came in the last years; a few have been coming for more than ten. */
  double age = g_rand_double (self->rand);

  return self->today - 3 - (int)(age * age * 365 * 12);
}

static void
begin_household (UkeDemoPeople *self)
{
  static const unsigned sizes[] = { 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4 };

  self->members_left = sizes[draw (self, 0, (int)G_N_ELEMENTS (sizes))];
  if (self->members_left > 1)
    self->household++;
  self->member = 0;
  self->n_sons = self->n_daughters = 0;
  self->family = draw_family (self);
  self->is_head_female = draw_percent (self, 45);
  if (self->members_left > 2)
    self->head_birth_year = year_of (self->today) - draw (self, 30, 55);
  else
    self->head_birth_year = year_of (self->today) - draw (self, 18, 88);
  self->household_first_visit = draw_first_visit (self);
  self->area = (unsigned)draw (self, 0, (int)G_N_ELEMENTS (areas));
  self->block = (unsigned)draw (self, 1, 9);
  self->house = (unsigned)draw (self, 1, 400);
  self->home_phone[0] = '\0';
  if (draw_percent (self, self->head_birth_year < 1975 ? 75 : 20))
    g_snprintf (self->home_phone, sizeof self->home_phone, "030%03d%04d", draw (self, 0, 1000),
                draw (self, 0, 10000));
}

static void
set_relation (UkeDemoPeople *self, UkeDemoPerson *person)
{
  static const char *const sons[] = { "長男", "次男", "三男" };
  static const char *const daughters[] = { "長女", "次女", "三女" };

  if (self->member == 0) {
    person->relation = "本人";
    person->is_female = self->is_head_female;
  } else if (self->member == 1) {
    person->is_female = !self->is_head_female;
    person->relation = person->is_female ? "妻" : "夫";
  } else {
    person->is_female = draw_percent (self, 50);
    person->relation
        = person->is_female ? daughters[self->n_daughters++ % 3] : sons[self->n_sons++ % 3];
  }
}

static void
set_birth (UkeDemoPeople *self, UkeDemoPerson *person)
{
  int year = self->head_birth_year;

  if (self->member == 1)
    year += draw (self, -4, 6);
  else if (self->member > 1)
    year += 26 + draw (self, 0, 10);
  person->birth_date = draw_birth_date (self, MIN (year, year_of (self->today)));
}

static void
set_contacts (UkeDemoPeople *self, UkeDemoPerson *person)
{
  int age = uke_date_age (person->birth_date, self->today);

  person->mobile[0] = person->email[0] = '\0';
  g_strlcpy (person->home_phone, self->home_phone, sizeof person->home_phone);
  if (age >= 13 && draw_percent (self, age >= 75 ? 60 : 95)) {
    static const char *const prefixes[] = { "090", "090", "090", "070", "070" };

    g_snprintf (person->mobile, sizeof person->mobile, "%s0%03d%04d", prefixes[draw (self, 0, 5)],
                draw (self, 0, 1000), draw (self, 0, 10000));
  }
  if (age >= 16 && draw_percent (self, age >= 70 ? 15 : 60))
    g_snprintf (person->email, sizeof person->email, "%s.%05u@mail.example",
                mail_words[draw (self, 0, (int)G_N_ELEMENTS (mail_words))], person->index);
  g_snprintf (person->postal_code, sizeof person->postal_code, "00001%02u",
              self->area * 10 + self->block);
  g_snprintf (person->address, sizeof person->address, "しおかぜ市%s%u-%u-%u", areas[self->area],
              self->block, self->house % 20 + 1, self->house % 37 + 1);
}

static void
set_habits (UkeDemoPeople *self, UkeDemoPerson *person)
{
  unsigned n_tags = draw_percent (self, 25) ? 1 : draw_percent (self, 5) ? 2 : 0;

  person->source = sources[draw (self, 0, (int)G_N_ELEMENTS (sources))];
  person->best_hours
      = draw_percent (self, 45) ? hours[draw (self, 0, (int)G_N_ELEMENTS (hours))] : NULL;
  person->alert
      = draw_percent (self, 4) ? alerts[draw (self, 0, (int)G_N_ELEMENTS (alerts))] : NULL;
  memset (person->tags, 0, sizeof person->tags);
  for (unsigned i = 0, first = (unsigned)draw (self, 0, (int)G_N_ELEMENTS (tags)); i < n_tags; i++)
    person->tags[i] = tags[(first + i) % G_N_ELEMENTS (tags)];
  person->news_consent = draw_percent (self, 55) ? 1 : draw_percent (self, 40) ? 2 : 0;
  person->is_voicemail_refused = draw_percent (self, 6);
}

/**
 * uke_demo_people_new:
 * @seed: any number
 * @today: the day on which the clinic is looked at
 *
 * Returns: (transfer full): a row of people
 * Thread: any one
 */
UkeDemoPeople *
uke_demo_people_new (unsigned seed, UkeDate today)
{
  UkeDemoPeople *self = g_new0 (UkeDemoPeople, 1);

  self->rand = g_rand_new_with_seed (seed);
  self->today = today;
  for (unsigned i = 0; i < UKE_DEMO_N_FAMILY_NAMES; i++)
    self->total_family_weight += UKE_DEMO_FAMILY_NAMES[i].weight;
  return self;
}

/**
 * uke_demo_people_free:
 * @self: (transfer full): a row of people
 *
 * Thread: the one it is used on
 */
void
uke_demo_people_free (UkeDemoPeople *self)
{
  g_rand_free (self->rand);
  g_free (self);
}

/**
 * uke_demo_people_next:
 * @self: a row of people
 *
 * Returns: (transfer none): the next person, valid until the next call
 * Thread: the one it is used on
 */
const UkeDemoPerson *
uke_demo_people_next (UkeDemoPeople *self)
{
  UkeDemoPerson *person = &self->person;
  const UkeDemoGivenName *given;

  if (self->members_left == 0) {
    unsigned index
        = person->relation == NULL && person->family_name == NULL ? 0 : person->index + 1;

    begin_household (self);
    person->index = index;
    person->household = self->members_left > 1 ? self->household : 0;
  } else {
    person->index++;
  }
  set_relation (self, person);
  set_birth (self, person);
  given = draw_given (self, person->is_female, year_of (person->birth_date));
  person->family_name = self->family->name;
  person->family_kana = self->family->kana;
  person->given_name = given->name;
  person->given_kana = given->kana;
  person->is_contact = self->member == 0;
  person->first_visit_date
      = MAX (self->household_first_visit + draw (self, 0, 200), person->birth_date + 30);
  person->first_visit_date = MIN (person->first_visit_date, self->today - 1);
  set_contacts (self, person);
  set_habits (self, person);
  if (person->household == 0)
    person->relation = NULL;
  self->member++;
  self->members_left--;
  return person;
}
