//! The stand-in Outlook.
