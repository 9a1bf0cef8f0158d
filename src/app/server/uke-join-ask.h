/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_JOIN_ASK (uke_join_ask_get_type ())
G_DECLARE_FINAL_TYPE (UkeJoinAsk, uke_join_ask, UKE, JOIN_ASK, AdwBin)

/**
 * UkeJoinAsk:
 *
 * Asks for what joining a server needs: its address, the code of the administrator, and what people
 * call this desk.
 *
 * Signals: `submitted`: all three are there and the person goes on; `back`.
 */
GtkWidget *uke_join_ask_new (const char *address, const char *device_name);
const char *uke_join_ask_get_address (UkeJoinAsk *self);
const char *uke_join_ask_get_code (UkeJoinAsk *self);
const char *uke_join_ask_get_device_name (UkeJoinAsk *self);
void uke_join_ask_set_busy (UkeJoinAsk *self, gboolean is_busy);
void uke_join_ask_set_problem (UkeJoinAsk *self, const char *sentence, gboolean is_of_code);

char *uke_join_ask_propose_name (const char *host_name);

G_END_DECLS
