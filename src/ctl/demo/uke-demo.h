/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/uke-ctl.h"

G_BEGIN_DECLS

/** UkeDemoOptions: how large a demo clinic is, and on which day. */
typedef struct {
  unsigned n_patients;
  unsigned seed;
  UkeDate today;
  int now_min; /* minute of day */
} UkeDemoOptions;

/** UkeDemoCounts: what was made. */
typedef struct {
  unsigned n_patients;
  unsigned n_appointments;
  unsigned n_follow_ups;
} UkeDemoCounts;

gboolean uke_demo_fill (UkeCtl *ctl,
                        const UkeDemoOptions *options,
                        UkeDemoCounts *out_counts,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
