/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-words"

#include "config.h"

#include "clinic/uke-clinic-error.h"
#include "model/uke-entities.h"
#include "words/uke-words-private.h"

#include <glib/gi18n.h>

static const UkeWordsEntry entries[] = {
  { UKE_CLINIC_ERROR_FAILED, N_ ("This could not be done"),
    N_ ("This could not be done. Nothing was changed; please try again."),
    UKE_WORDS_ACTION_TRY_AGAIN },
  { UKE_CLINIC_ERROR_NOT_OPEN, N_ ("The clinic is not open"),
    N_ ("The clinic's data are not open yet. Please wait a moment and try again."),
    UKE_WORDS_ACTION_TRY_AGAIN },
  { UKE_CLINIC_ERROR_NOT_FOUND, N_ ("This is not there any more"),
    N_ ("This is not there any more. Please look at the list again."), UKE_WORDS_ACTION_CORRECT },
  { UKE_CLINIC_ERROR_NOBODY, N_ ("Nobody sits at the desk"),
    N_ ("Please choose first who sits at this desk."), UKE_WORDS_ACTION_CORRECT },
  { UKE_CLINIC_ERROR_DENIED, N_ ("Your role does not do this"),
    N_ ("Your role does not do this. Please ask the director or the office manager."),
    UKE_WORDS_ACTION_NONE },
  { UKE_CLINIC_ERROR_NEEDS_REASON, N_ ("A reason is needed"), N_ ("Please write why this is done."),
    UKE_WORDS_ACTION_CORRECT },
  { UKE_CLINIC_ERROR_NEEDS_SECOND_PERSON, N_ ("A second person is needed"),
    N_ ("Please choose who confirms this, and write why it is done."), UKE_WORDS_ACTION_CORRECT },
  { UKE_CLINIC_ERROR_WARNINGS, N_ ("Please look at this first"),
    N_ ("Please look at this before going on."), UKE_WORDS_ACTION_CORRECT },
  { UKE_CLINIC_ERROR_CONFLICT, N_ ("Somebody changed this meanwhile"),
    N_ ("Somebody changed this meanwhile. Please look at it again before changing it."),
    UKE_WORDS_ACTION_TRY_AGAIN },
  { UKE_CLINIC_ERROR_BAD_VALUE, N_ ("One value cannot be kept"),
    N_ ("One value cannot be kept as it is. Please check what was typed."),
    UKE_WORDS_ACTION_CORRECT },
  { UKE_CLINIC_ERROR_MISSING, N_ ("Something is still missing"),
    N_ ("Something is still missing. Please fill in what is empty."), UKE_WORDS_ACTION_CORRECT },
  { UKE_CLINIC_ERROR_DUPLICATE, N_ ("Somebody has this already"),
    N_ ("Another patient has this number already. Please choose another one."),
    UKE_WORDS_ACTION_CORRECT },
  { UKE_CLINIC_ERROR_STATE, N_ ("This step does not fit now"),
    N_ ("This step does not fit what it is now. Please look at it again."),
    UKE_WORDS_ACTION_CORRECT },
  { UKE_CLINIC_ERROR_ENDED, N_ ("Contact with this patient has ended"),
    N_ ("Contact with this patient has ended. Take it up again on the card first."),
    UKE_WORDS_ACTION_CORRECT },
  { UKE_CLINIC_ERROR_CLINICAL_CONTENT, N_ ("This belongs in the electronic chart"),
    N_ ("This belongs in the electronic chart and is not kept here. Please leave it out."),
    UKE_WORDS_ACTION_CORRECT },
  { UKE_CLINIC_ERROR_CANNOT_UNDO, N_ ("This cannot be undone any more"),
    N_ ("This cannot be undone any more, because it was changed since."), UKE_WORDS_ACTION_NONE },
  { UKE_CLINIC_ERROR_LIMIT, N_ ("This is too much at once"),
    N_ ("This is too much at once. Please do it in smaller parts."), UKE_WORDS_ACTION_CORRECT },
  { UKE_CLINIC_ERROR_EXISTS, N_ ("A clinic is already here"),
    N_ ("There is already a clinic in this folder, so no new one is made. Please open it."),
    UKE_WORDS_ACTION_NONE },
};

/* The same code says something else about a call than about a patient's number. */
static const UkeWordsEntry second_call
    = { UKE_CLINIC_ERROR_DUPLICATE, N_ ("This call is on the list already"),
        N_ ("This patient is on the list for that reason already. Please change that call, or "
            "choose another reason."),
        UKE_WORDS_ACTION_CORRECT };

/* The entry of an error of the clinic's domain, or NULL. */
const UkeWordsEntry *
uke_words_clinic_entry (const GError *error)
{
  const UkeClinicFacts *facts = uke_clinic_error_facts (error);

  if (error->code == UKE_CLINIC_ERROR_DUPLICATE && facts != NULL
      && facts->entity == &UKE_ENTITY_FOLLOW_UP)
    return &second_call;
  return uke_words_find_entry (entries, G_N_ELEMENTS (entries), error->code);
}
