; Installs custdesk for one Windows account, without an administrator. What the desk keeps lies elsewhere and is never touched.
Unicode true
Target amd64-unicode
!include MUI2.nsh
!include x64.nsh
!include WinVer.nsh
!include LogicLib.nsh
!include FileFunc.nsh

!define APP "custdesk"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${APP}"
Name "$(TITLE)"
OutFile "${OUT}"
RequestExecutionLevel user
ManifestDPIAware true
InstallDir "$LOCALAPPDATA\Programs\${APP}"
InstallDirRegKey HKCU "Software\${APP}" "InstallDir"
!ifdef QUICK
SetCompressor zlib
!else
SetCompressor /SOLID lzma
!endif
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 "ProductName" "${APP}"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileDescription" "${APP} setup"
VIAddVersionKey /LANG=0 "LegalCopyright" "Apache-2.0"

!define MUI_ICON "${SOURCE}\_internal\resources\icons\custdesk.ico"
!define MUI_UNICON "${SOURCE}\_internal\resources\icons\custdesk.ico"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\custdesk-desk.exe"
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(KEPT)"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "TradChinese"
!insertmacro MUI_LANGUAGE "English"

LangString TITLE ${LANG_SIMPCHINESE} "物业客服前台"
LangString TITLE ${LANG_TRADCHINESE} "物業客服前台"
LangString TITLE ${LANG_ENGLISH} "custdesk front desk"
LangString TOO_OLD ${LANG_SIMPCHINESE} "需要 64 位 Windows 10 1809 或更新的版本。没有安装任何东西。"
LangString TOO_OLD ${LANG_TRADCHINESE} "需要 64 位元 Windows 10 1809 或更新的版本。沒有安裝任何東西。"
LangString TOO_OLD ${LANG_ENGLISH} "64-bit Windows 10 1809 or newer is needed. Nothing was installed."
LangString RUNNING ${LANG_SIMPCHINESE} "客服前台正在运行。请先关闭它，再试一次。"
LangString RUNNING ${LANG_TRADCHINESE} "客服前台正在執行。請先關閉它，再試一次。"
LangString RUNNING ${LANG_ENGLISH} "The front desk is running. Close it, then try again."
LangString KEPT ${LANG_SIMPCHINESE} "只删除程序。您登记的资料、附件和备份都会原样保留。"
LangString KEPT ${LANG_TRADCHINESE} "只刪除程式。您登記的資料、附件和備份都會原樣保留。"
LangString KEPT ${LANG_ENGLISH} "Only the program is removed. Your records, attachments and backups stay where they are."

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
  ${OrIfNot} ${AtLeastBuild} 17763 ; Windows 10 1809, Qt's own limit
    MessageBox MB_OK|MB_ICONSTOP "$(TOO_OLD)" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
FunctionEnd

; A program that runs cannot be opened for writing. Asked with a window; silently: refused.
!macro RefuseRunning ID
  again${ID}:
  IfFileExists "$INSTDIR\custdesk-desk.exe" 0 free${ID}
  ClearErrors
  FileOpen $0 "$INSTDIR\custdesk-desk.exe" a
  IfErrors held${ID}
  FileClose $0
  IfFileExists "$INSTDIR\custdesk.exe" 0 free${ID}
  ClearErrors
  FileOpen $0 "$INSTDIR\custdesk.exe" a
  IfErrors held${ID}
  FileClose $0
  Goto free${ID}
  held${ID}:
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDRETRY again${ID}
  SetErrorLevel 4
  Quit
  free${ID}:
!macroend

Section "main"
  !insertmacro RefuseRunning Install
  ; all below _internal is the program's: what an older version left there must go
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\$(TITLE).lnk" "$INSTDIR\custdesk-desk.exe"
  CreateShortcut "$DESKTOP\$(TITLE).lnk" "$INSTDIR\custdesk-desk.exe"
  WriteRegStr HKCU "Software\${APP}" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "Software\${APP}" "Shortcut" "$(TITLE)"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "$(TITLE)"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\custdesk-desk.exe"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "custdesk"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" "$0"
SectionEnd

Section "Uninstall"
  !insertmacro RefuseRunning Uninstall
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\custdesk.exe"
  Delete "$INSTDIR\custdesk-desk.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR" ; only when nothing else is in it
  ReadRegStr $1 HKCU "Software\${APP}" "Shortcut"
  ${If} $1 != ""
    Delete "$SMPROGRAMS\$1.lnk"
    Delete "$DESKTOP\$1.lnk"
  ${EndIf}
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\${APP}"
SectionEnd
