/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_TAG_BOX (uke_tag_box_get_type ())
G_DECLARE_FINAL_TYPE (UkeTagBox, uke_tag_box, UKE, TAG_BOX, AdwBin)

/**
 * UkeTagBox:
 *
 * Tags as chips that can be taken off, with an entry for a new one behind them. It changes nothing
 * by itself.
 *
 * Signals:
 * `add (const char *tag)`: somebody typed a tag that is not there yet.
 * `remove (const char *tag)`: somebody took a tag off.
 */
void uke_tag_box_set_tags (UkeTagBox *self, GPtrArray *tags /* (element-type utf8) */);

G_END_DECLS
