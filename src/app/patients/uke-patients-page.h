/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-page.h"

G_BEGIN_DECLS

#define UKE_TYPE_PATIENTS_PAGE (uke_patients_page_get_type ())
G_DECLARE_FINAL_TYPE (UkePatientsPage, uke_patients_page, UKE, PATIENTS_PAGE, UkePage)

/**
 * UkePatientsPage:
 *
 * All patients in kana order with a search over them, and the card of one of them.
 */

void uke_patients_page_show_found (UkePatientsPage *self, const UkeId *id, const char *text);

G_END_DECLS
