/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-follow-up-query.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_FOLLOWUP_HEAD (uke_followup_head_get_type ())
G_DECLARE_FINAL_TYPE (UkeFollowupHead, uke_followup_head, UKE, FOLLOWUP_HEAD, AdwBin)

/**
 * UkeFollowupHead:
 *
 * How far the day is: the ring, the pace and when it will end, what came of the calls; and whether
 * the next call is opened by itself.
 */
void uke_followup_head_show (UkeFollowupHead *self,
                             UkeClinic *clinic,
                             UkeFollowUpList *queue,
                             unsigned n_left);
gboolean uke_followup_head_goes_on (UkeFollowupHead *self);

G_END_DECLS
