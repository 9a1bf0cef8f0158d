/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"
#include "model/uke-record.h"

G_BEGIN_DECLS

const char *uke_person_text_sex (const char *sex);
char *uke_person_text_birth (UkeDate birth_date, UkeDate today);
char *uke_person_text_facts (const char *patient_number,
                             const char *sex,
                             UkeDate birth_date,
                             UkeDate today);
char *uke_person_text_name (UkeRecord *patient);
char *uke_person_text_kana (UkeRecord *patient);
char *uke_person_text_initial (const char *name);
char *uke_person_text_postal_code (const char *digits);

G_END_DECLS
