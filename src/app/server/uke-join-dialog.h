/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * UkeJoinDialogDone:
 * @data: the caller's
 *
 * This desk belongs to the server from now on, as its data folder says.
 */
typedef void (*UkeJoinDialogDone) (gpointer data);

/* A window over the desk with the cards of UkeJoin: a clinic that has content becomes one of a
 * server's desks in place, for the first time or again. @owner: @done is not called after it went.
 */
GtkWindow *uke_join_dialog_present (GtkWindow *desk,
                                    UkeClinic *clinic,
                                    const UkeId *database_id,
                                    UkeJoinDialogDone done,
                                    gpointer owner);

G_END_DECLS
