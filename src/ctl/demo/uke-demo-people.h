/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"

#include <glib.h>

G_BEGIN_DECLS

/** UkeDemoPerson: one invented patient. Texts are valid until the next person is asked for. */
typedef struct {
  unsigned index; /* 0, 1, 2 ... in the order of registration */
  const char *family_name;
  const char *family_kana;
  const char *given_name;
  const char *given_kana;
  gboolean is_female;
  UkeDate birth_date;
  UkeDate first_visit_date;
  unsigned household;   /* number of the household; 0 for somebody who stands alone */
  const char *relation; /* (nullable): 本人, 夫, 妻, 長男 ... */
  gboolean is_contact;  /* the household's contact person */
  char mobile[16];      /* digits; "" for none */
  char home_phone[16];  /* digits, shared in a household; "" for none */
  char email[64];       /* "" for none */
  char postal_code[16];
  char address[96];
  const char *source;     /* code of the patient's source */
  const char *best_hours; /* (nullable): when the mobile is answered */
  const char *alert;      /* (nullable): for the front desk */
  const char *tags[3];    /* NULL-terminated unless full */
  unsigned news_consent;  /* 0 not asked, 1 granted, 2 refused */
  gboolean is_voicemail_refused;
} UkeDemoPerson;

/**
 * UkeDemoPeople:
 *
 * An endless, deterministic row of people: the same seed and day give the same people on every
 * machine. Households come together: their members share a family name, an address and a home
 * number.
 */
typedef struct _UkeDemoPeople UkeDemoPeople;

UkeDemoPeople *uke_demo_people_new (unsigned seed, UkeDate today);
void uke_demo_people_free (UkeDemoPeople *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeDemoPeople, uke_demo_people_free)

const UkeDemoPerson *uke_demo_people_next (UkeDemoPeople *self);

G_END_DECLS
