/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-wire.h"
#include "server/ukes-feed.h"

G_BEGIN_DECLS

/* What the handlers of the wire answer with. */
UkesAnswer *ukes_feed_answer_json (GString *json);
UkesAnswer *ukes_feed_answer_refusal (const UkeWireRefusal *refusal);
UkesAnswer *ukes_feed_answer_malformed (void);
unsigned ukes_feed_get_number (const UkesRequest *request,
                               const char *name,
                               unsigned fallback,
                               unsigned max);

G_END_DECLS
