/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_CHECK_LIST (uke_check_list_get_type ())
G_DECLARE_FINAL_TYPE (UkeCheckList, uke_check_list, UKE, CHECK_LIST, AdwExpanderRow)

/**
 * UkeCheckList:
 *
 * Several of many names, each with a check; what is chosen stands in the subtitle. Its text is one
 * name a line. A name that the list no longer offers stays chosen until somebody takes it off.
 */
void uke_check_list_set_names (UkeCheckList *self, GPtrArray *names, const char *chosen);
char *uke_check_list_dup_text (UkeCheckList *self);

G_END_DECLS
