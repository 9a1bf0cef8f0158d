/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/widgets/uke-device-words.h"

#include "clinic/uke-desk-names.h"

#include <glib/gi18n.h>

/* What programs call themselves where nobody gave them a name. */
#define PROGRAM_DESK "desk"
#define PROGRAM_COMMAND_LINE "ctl"

/* The clinic began there, before it had a server that gives desks their names: its number. */
#define FIRST_DEV 1

static gboolean
is_program (const char *device)
{
  return g_str_equal (device, PROGRAM_DESK) || g_str_equal (device, PROGRAM_COMMAND_LINE);
}

/**
 * uke_device_words_desk:
 * @clinic: a clinic
 * @dev: a desk's number in the log, 0 for none
 * @device: (nullable): what the log calls it
 *
 * A desk by the name that the server has for it now, by the one that the log has, or by its number.
 * Where the clinic began, the log has the name of a program, which is nobody's.
 *
 * Returns: (transfer full) (nullable): what people call it; NULL where there is none
 * Errors: none
 * Thread: main
 */
char *
uke_device_words_desk (UkeClinic *clinic, uint32_t dev, const char *device)
{
  const char *name = uke_clinic_get_desk_name (clinic, dev);

  if (name != NULL)
    return g_strdup (name);
  if (device != NULL && !is_program (device))
    return g_strdup (device);
  if (dev == FIRST_DEV)
    return g_strdup (_ ("Where the clinic began"));
  return dev != 0 ? g_strdup_printf (_ ("Desk %u"), dev) : NULL;
}

/**
 * uke_device_words_program:
 * @device: (nullable): what the audit of this computer calls the program
 *
 * Returns: (transfer full) (nullable): what people call it
 * Errors: none
 * Thread: main
 */
char *
uke_device_words_program (const char *device)
{
  if (device == NULL)
    return NULL;
  if (g_str_equal (device, PROGRAM_COMMAND_LINE))
    return g_strdup (_ ("Command line"));
  return g_strdup (g_str_equal (device, PROGRAM_DESK) ? _ ("This desk") : device);
}
