/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_JOIN_COMPARE (uke_join_compare_get_type ())
G_DECLARE_FINAL_TYPE (UkeJoinCompare, uke_join_compare, UKE, JOIN_COMPARE, AdwBin)

/**
 * UkeJoinCompare:
 *
 * Six words, to be read out and compared with those on the server's screen; then the waiting for
 * the administrator. Enter agrees to nothing by itself: the focus rests on the words at first.
 *
 * Signals: `answered (gboolean is_same)`; `cancelled`: the person waits no longer.
 */
GtkWidget *uke_join_compare_new (const char *words);
void uke_join_compare_set_description (UkeJoinCompare *self, const char *text);
void uke_join_compare_set_waiting (UkeJoinCompare *self);

G_END_DECLS
