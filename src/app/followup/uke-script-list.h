/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-follow-up-query.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_SCRIPT_LIST (uke_script_list_get_type ())
G_DECLARE_FINAL_TYPE (UkeScriptList, uke_script_list, UKE, SCRIPT_LIST, AdwBin)

/**
 * UkeScriptList:
 *
 * What to say, in order. A step that is clicked is done; the one after it is what comes now.
 */
void uke_script_list_load (UkeScriptList *self, UkeClinic *clinic, UkeFollowUpItem *item);

G_END_DECLS
