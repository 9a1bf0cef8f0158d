/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-page.h"
#include "clinic/uke-follow-up-query.h"

G_BEGIN_DECLS

/* Who is on a call, as all desks see it (product.md 4.3). */
gboolean uke_followup_claim_is_mine (UkeClinic *clinic, UkeFollowUpItem *item);
gboolean uke_followup_claim_is_others (UkeClinic *clinic, UkeFollowUpItem *item);
gboolean uke_followup_claim_is_tentative (UkeClinic *clinic, UkeFollowUpItem *item);
unsigned uke_followup_claim_get_patience_ms (UkeClinic *clinic, const UkeFollowUpList *queue);
void uke_followup_claim_take (UkePage *page, UkeFollowUpItem *item);
void uke_followup_claim_renew (UkePage *page, UkeFollowUpItem *item);

G_END_DECLS
