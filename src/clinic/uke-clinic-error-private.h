/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic-error.h"
#include "model/uke-action.h"

G_BEGIN_DECLS

GError *uke_clinic_error_new (UkeClinicError code, const UkeClinicFacts *facts);
gboolean uke_clinic_fail (GError **error, UkeClinicError code, const UkeClinicFacts *facts);
gboolean uke_clinic_check_action (UkeAction action,
                                  UkeRole role,
                                  const UkeActionContext *context,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
