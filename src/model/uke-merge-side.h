/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-record.h"

G_BEGIN_DECLS

/**
 * UkeMergeSide:
 * @patient: (owned): the patient
 * @phones, @emails, @addresses, @tags, @properties, @consents: (owned) (element-type UkeRecord)
 *
 * One of two records that may be one person, with everything that a merge chooses from.
 */
typedef struct {
  UkeRecord *patient;
  GPtrArray *phones;
  GPtrArray *emails;
  GPtrArray *addresses;
  GPtrArray *tags;
  GPtrArray *properties;
  GPtrArray *consents;
} UkeMergeSide;

void uke_merge_side_init (UkeMergeSide *self, UkeRecord *patient);
void uke_merge_side_add (UkeMergeSide *self, UkeRecord *row);
GPtrArray *uke_merge_side_get_list (const UkeMergeSide *self, const UkeEntity *entity);
void uke_merge_side_clear (UkeMergeSide *self);

G_END_DECLS
