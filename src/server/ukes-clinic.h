/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"
#include "server/ukes-config.h"

G_BEGIN_DECLS

/* A server's clinic, for the program that has nothing else to do until it is open or closed. */
UkeClinic *ukes_clinic_new (const UkesConfig *config, const char *folder, UkeClock *clock);
gboolean ukes_clinic_create (UkeClinic *clinic,
                             const UkesConfig *config,
                             UkeSecret *data_key,
                             const UkeClinicSetup *setup,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ukes_clinic_open (UkeClinic *clinic,
                           const UkesConfig *config,
                           UkeSecret *data_key,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ukes_clinic_close (UkeClinic *clinic, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
