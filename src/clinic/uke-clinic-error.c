/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-clinic-error.h"

#include "clinic/uke-clinic-error-private.h"

static const char *const CODE_NAMES[UKE_CLINIC_N_ERRORS] = {
  [UKE_CLINIC_ERROR_FAILED] = "failed",
  [UKE_CLINIC_ERROR_NOT_OPEN] = "not_open",
  [UKE_CLINIC_ERROR_NOT_FOUND] = "not_found",
  [UKE_CLINIC_ERROR_NOBODY] = "nobody",
  [UKE_CLINIC_ERROR_DENIED] = "denied",
  [UKE_CLINIC_ERROR_NEEDS_REASON] = "needs_reason",
  [UKE_CLINIC_ERROR_NEEDS_SECOND_PERSON] = "needs_second_person",
  [UKE_CLINIC_ERROR_WARNINGS] = "warnings",
  [UKE_CLINIC_ERROR_CONFLICT] = "conflict",
  [UKE_CLINIC_ERROR_BAD_VALUE] = "bad_value",
  [UKE_CLINIC_ERROR_MISSING] = "missing",
  [UKE_CLINIC_ERROR_DUPLICATE] = "duplicate",
  [UKE_CLINIC_ERROR_STATE] = "state",
  [UKE_CLINIC_ERROR_ENDED] = "ended",
  [UKE_CLINIC_ERROR_CLINICAL_CONTENT] = "clinical_content",
  [UKE_CLINIC_ERROR_CANNOT_UNDO] = "cannot_undo",
  [UKE_CLINIC_ERROR_LIMIT] = "limit",
  [UKE_CLINIC_ERROR_EXISTS] = "exists",
};

/* What hangs on every GError of this domain. */
typedef struct {
  UkeClinicFacts facts;
} UkeClinicErrorPrivate;

static void
uke_clinic_error_private_init (UkeClinicErrorPrivate *priv)
{
  priv->facts = (UkeClinicFacts){ 0 };
}

static void
copy_facts (UkeClinicFacts *to, const UkeClinicFacts *from)
{
  *to = *from;
  to->code = g_strdup (from->code);
  to->text = g_strdup (from->text);
  if (from->warnings != NULL)
    to->warnings = g_ptr_array_ref (from->warnings);
}

static void
uke_clinic_error_private_copy (const UkeClinicErrorPrivate *from, UkeClinicErrorPrivate *to)
{
  copy_facts (&to->facts, &from->facts);
}

static void
uke_clinic_error_private_clear (UkeClinicErrorPrivate *priv)
{
  g_clear_pointer (&priv->facts.code, g_free);
  g_clear_pointer (&priv->facts.text, g_free);
  g_clear_pointer (&priv->facts.warnings, g_ptr_array_unref);
}

G_DEFINE_EXTENDED_ERROR (UkeClinicError, uke_clinic_error)

/**
 * uke_clinic_error_new:
 * @code: what happened
 * @facts: (nullable): what a sentence about it needs; copied
 *
 * Makes an error of this domain. Its message is the code's name and the entity and field
 * concerned, never a value.
 *
 * Returns: (transfer full): the error
 * Errors: none
 * Thread: any
 */
GError *
uke_clinic_error_new (UkeClinicError code, const UkeClinicFacts *facts)
{
  GError *error = NULL;
  const char *entity = facts != NULL && facts->entity != NULL ? facts->entity->name : NULL;
  const char *field = facts != NULL ? facts->field : NULL;

  if (entity != NULL && field != NULL)
    error = g_error_new (UKE_CLINIC_ERROR, code, "%s: %s.%s", CODE_NAMES[code], entity, field);
  else if (entity != NULL)
    error = g_error_new (UKE_CLINIC_ERROR, code, "%s: %s", CODE_NAMES[code], entity);
  else
    error = g_error_new_literal (UKE_CLINIC_ERROR, code, CODE_NAMES[code]);
  if (facts != NULL)
    copy_facts (&uke_clinic_error_get_private (error)->facts, facts);
  return error;
}

/**
 * uke_clinic_fail:
 * @error: return location
 * @code: what happened
 * @facts: (nullable): what a sentence about it needs; copied
 *
 * Sets an error of this domain.
 *
 * Returns: FALSE, so that a caller can return it
 * Errors: the one it is asked for
 * Thread: any
 */
gboolean
uke_clinic_fail (GError **error, UkeClinicError code, const UkeClinicFacts *facts)
{
  if (error != NULL)
    *error = uke_clinic_error_new (code, facts);
  return FALSE;
}

/**
 * uke_clinic_error_facts:
 * @error: an error
 *
 * Returns: (transfer none) (nullable): the facts of an error of this domain, NULL for any other
 * Errors: none
 * Thread: any
 */
const UkeClinicFacts *
uke_clinic_error_facts (const GError *error)
{
  if (error == NULL || error->domain != UKE_CLINIC_ERROR)
    return NULL;
  return &uke_clinic_error_get_private (error)->facts;
}

/**
 * uke_clinic_error_warnings:
 * @error: an error
 *
 * Returns: (transfer none) (nullable) (element-type UkeWarning): the warnings of
 * %UKE_CLINIC_ERROR_WARNINGS, most serious first; NULL for any other error
 * Errors: none
 * Thread: any
 */
GPtrArray *
uke_clinic_error_warnings (const GError *error)
{
  const UkeClinicFacts *facts = uke_clinic_error_facts (error);

  return facts != NULL ? facts->warnings : NULL;
}

/**
 * uke_clinic_error_code_name:
 * @code: a code of this domain
 *
 * The stable text of a code, as `--json` prints it.
 *
 * Returns: (transfer none): the text; "failed" for a number that is not a code
 * Errors: none
 * Thread: any
 * Source: decision 2
 */
const char *
uke_clinic_error_code_name (int code)
{
  return code >= 0 && code < UKE_CLINIC_N_ERRORS ? CODE_NAMES[code] : CODE_NAMES[0];
}

/**
 * uke_warning_copy:
 * @self: a warning
 *
 * Returns: (transfer full): a copy
 * Errors: none
 * Thread: any
 */
UkeWarning *
uke_warning_copy (const UkeWarning *self)
{
  UkeWarning *copy = g_new (UkeWarning, 1);

  *copy = *self;
  copy->text = g_strdup (self->text);
  return copy;
}

/**
 * uke_warning_free:
 * @self: (transfer full) (nullable): a warning
 *
 * Errors: none
 * Thread: any
 */
void
uke_warning_free (UkeWarning *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self);
}

/* Whether @role may do @action now; else the refusal that says what is wanted. */
gboolean
uke_clinic_check_action (UkeAction action,
                         UkeRole role,
                         const UkeActionContext *context,
                         GError **error)
{
  UkeClinicFacts facts = { .action = action };

  switch (uke_action_judge (action, role, context)) {
  case UKE_JUDGEMENT_ALLOWED:
    return TRUE;
  case UKE_JUDGEMENT_NEEDS_REASON:
    return uke_clinic_fail (error, UKE_CLINIC_ERROR_NEEDS_REASON, &facts);
  case UKE_JUDGEMENT_NEEDS_SECOND_PERSON:
    return uke_clinic_fail (error, UKE_CLINIC_ERROR_NEEDS_SECOND_PERSON, &facts);
  case UKE_JUDGEMENT_DENIED:
    break;
  }
  return uke_clinic_fail (error, UKE_CLINIC_ERROR_DENIED, &facts);
}
