/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-window.h"
#include "clinic/uke-clinic.h"

G_BEGIN_DECLS

/** UkeAnswer: what somebody answered to what the rules wanted to know. */
typedef struct {
  const char *reason;    /* (nullable) */
  UkeId second_staff_id; /* none where nobody was asked for */
  gboolean accepts_warnings;
} UkeAnswer;

/** UkeAskedFunc: the answer, or NULL when the person left it. Called once. */
typedef void (*UkeAskedFunc) (const UkeAnswer *answer, gpointer user_data);

gboolean uke_ask_can_answer (const GError *error);
void uke_ask (UkeWindow *window,
              UkeClinic *clinic,
              const GError *error,
              UkeAskedFunc asked,
              gpointer user_data);

G_END_DECLS
