/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-patient-query.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_MEMO_BOX (uke_memo_box_get_type ())
G_DECLARE_FINAL_TYPE (UkeMemoBox, uke_memo_box, UKE, MEMO_BOX, AdwBin)

/**
 * UkeMemoBox:
 *
 * Where something is noted about a patient while they speak: it joins the note of the card with
 * the day and who wrote it.
 */
void uke_memo_box_show (UkeMemoBox *self, UkeClinic *clinic, UkePatientFile *file);

G_END_DECLS
