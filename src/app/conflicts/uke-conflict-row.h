/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-conflict-query.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A card in the list: icon, title, time, and two lines. */
GtkWidget *uke_conflict_row_new (UkeConflict *conflict, UkeClinic *clinic);
UkeConflict *uke_conflict_row_get (GtkListBoxRow *row);

G_END_DECLS
