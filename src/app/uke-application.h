/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/notify/uke-notifier.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_APPLICATION (uke_application_get_type ())
G_DECLARE_FINAL_TYPE (UkeApplication, uke_application, UKE, APPLICATION, AdwApplication)

/**
 * UkeApplication:
 *
 * The program: reads the command line, owns the services and hands them down. One process serves
 * one data directory.
 */
UkeApplication *uke_application_new (void);

UkeNotifier *uke_application_get_notifier (UkeApplication *self);

/* From the command line; NULL where it says nothing. */
int uke_application_get_exit_status (UkeApplication *self);
const char *uke_application_get_data_dir (UkeApplication *self);
const char *uke_application_get_recovery_code_file (UkeApplication *self);
const char *uke_application_get_clock_text (UkeApplication *self);

G_END_DECLS
