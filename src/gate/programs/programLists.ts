import type { Hazard } from '../reasons.ts';

/** Their words are only said, or looked at as text. */
export const TALKERS: ReadonlySet<string> = new Set(
  `echo printf true false : sleep exit basename dirname expr seq date pwd tr uname whoami id arch nproc tty uptime wait jobs
  shift break continue return which where type whereis unset cls clear ver title rem color setlocal endlocal pause logname groups
  hostnamectl-status yes factor cal write-output write-host write-verbose write-warning get-date get-location out-null
  start-sleep clear-host`.split(/\s+/),
);

/** They read what they name and print something about it. */
export const READERS: ReadonlySet<string> = new Set(
  `ls dir cat head tail wc nl od xxd hexdump stat file du df tree cmp diff comm cut paste column fold fmt rev tac uniq
  md5sum sha1sum sha256sum sha512sum shasum b2sum cksum sum strings readlink realpath more bat eza exa fd-find
  colordiff delta tokei cloc scc nm objdump readelf size otool type findstr fc get-content get-childitem get-item test-path
  resolve-path get-filehash measure-object select-object sort-object format-table format-list format-wide out-string
  compare-object convertfrom-json convertto-json group-object get-command get-help identify ffprobe`.split(/\s+/),
);

/** They change what they name, and nothing else. */
export const WRITERS: ReadonlySet<string> = new Set(
  `touch mkdir md rmdir cp copy mv move ren rename tee ln mktemp split csplit copy-item move-item rename-item new-item
  set-content add-content out-file clear-content rename truncate-not sponge tsort shuf iconv dos2unix unix2dos`.split(
    /\s+/,
  ),
);

const HAZARDS: [Hazard, string][] = [
  ['deletion', 'shred wipe srm rimraf trash trash-put del-cli shx deltree truncate remove-itemproperty clear-item'],
  [
    'system',
    `dd mkfs fdisk cfdisk sfdisk parted gparted wipefs blkdiscard hdparm sdparm nvme mkswap swapon swapoff mount umount losetup
    cryptsetup lvm lvremove vgremove pvremove lvcreate mdadm zfs zpool btrfs xfs_repair fsck e2fsck resize2fs tune2fs debugfs
    badblocks fstrim sync-disk mknod mkfifo diskutil diskpart format fsutil cipher chkdsk defrag vssadmin wbadmin bcdedit
    bootrec mountvol label convert-disk format-volume clear-disk remove-partition
    shutdown reboot poweroff halt init telinit systemctl service launchctl rc-service update-rc.d chkconfig sc sc.exe
    kill pkill killall skill snice xkill taskkill tskill stop-process spps stop-service start-service restart-service
    set-service new-service stop-computer restart-computer
    crontab at batch atq atrm schtasks systemd-run systemd-tmpfiles anacron register-scheduledtask
    useradd userdel usermod groupadd groupdel groupmod adduser deluser addgroup passwd chpasswd vipw visudo dscl sysadminctl
    net net1 net.exe new-localuser add-localgroupmember
    iptables ip6tables nft ufw firewall-cmd pfctl netsh route ip ifconfig ifup ifdown nmcli networksetup scutil resolvectl
    hostname hostnamectl timedatectl localectl sysctl modprobe insmod rmmod depmod kmod dmesg swaplabel setenforce
    grub-install grub-mkconfig update-grub efibootmgr dpkg-reconfigure update-alternatives ldconfig alternatives
    reg regedit regsvr32 rundll32 mshta wmic msiexec dism sfc gpupdate powercfg setx wscript cscript certutil bitsadmin
    set-itemproperty new-itemproperty set-executionpolicy invoke-wmimethod invoke-cimmethod start-bitstransfer
    defaults nvram csrutil spctl kextload pmset osascript open xdg-open start start-process invoke-item explorer tmutil
    loginctl machinectl chsh chfn wall write mesg logger history fc rfkill setterm stty loadkeys tmux screen dtach zellij
    gdb lldb strace ltrace dtrace perf bpftrace script expect ptrace watchman`,
  ],
  [
    'permissions',
    'chmod chown chgrp setfacl chattr chflags setcap chcon restorecon semanage umask icacls cacls xcacls takeown attrib subinacl set-acl unblock-file xattr install',
  ],
  [
    'privileges',
    'sudo su doas runuser pkexec gosu su-exec sudoedit chroot unshare nsenter setpriv setuidgid capsh runas gsudo dzdo firejail bwrap',
  ],
  [
    'install',
    `apt apt-get aptitude dpkg yum dnf rpm zypper pacman yay paru apk emerge snap flatpak brew port nix-env nix nix-shell choco
    winget scoop asdf mise rustup nvm fnm volta pyenv rbenv sdk conda mamba micromamba pipx easy_install cpan cpanm luarocks opam
    ghcup stack-upgrade install-module install-package install-script update-module pkg_add pkgin guix add-apt-repository
    softwareupdate mas uvx bunx pnpx yarnpkg-dlx`,
  ],
  [
    'inlineCode',
    `eval iex invoke-expression invoke-command icm add-type new-object new-alias set-alias trap source . enable bind complete
    mapfile readarray let declare typeset local readonly integer float functions emulate zmodload autoload setopt vim vi nvim
    view ex ed emacs nano pico micro joe code code-insiders codium subl atom m4 bc dc gawk-eval tclsh wish expect guile racket
    sbcl clisp ghci irb pry jshell psql mysql mariadb sqlite3 sqlite mongo mongosh redis-cli influx clickhouse-client cqlsh
    sqlcmd bcp duckdb parallel entr rush forfiles osql busybox toybox patch ld.so ld-linux-x86-64.so.2 rlwrap xterm
    gnome-terminal konsole flock wsl wt mintty fish csh tcsh nu elvish xonsh`,
  ],
  [
    'publishes',
    'twine vsce ovsx np release-it semantic-release goreleaser cargo-release jreleaser pkgcloud changeset-publish gh-release',
  ],
  [
    'credentials',
    `security keychain secret-tool pass gopass op bw lpass vault aws-vault keyring kinit klist kdestroy gpg gpg2 gpg-agent
    gpgconf ssh-add ssh-agent ssh-keygen ssh-keyscan ssh-copy-id openssl age sops cmdkey vaultcmd mimikatz htpasswd
    docker-credential-desktop git-credential-manager chamber doppler infisical 1password get-credential
    convertto-securestring convertfrom-securestring printenv export-p gitleaks trufflehog`,
  ],
  [
    'remote',
    `ssh scp sftp rsync-remote ftp lftp tftp telnet nc ncat netcat socat nmap masscan rclone s3cmd s5cmd gsutil aws az gcloud
    doctl heroku fly flyctl vercel netlify wrangler firebase railway supabase terraform tofu terragrunt pulumi ansible
    ansible-playbook salt puppet chef knife kubectl oc helm k9s kustomize eksctl kops podman nerdctl ctr crictl docker-machine
    vagrant virsh qemu-img multipass lxc lxd incus mail mailx sendmail mutt msmtp swaks smbclient mosh rsh rlogin croc
    wormhole ngrok cloudflared localtunnel lt tailscale wg openvpn aria2c axel xh http https httpie dig nslookup host drill
    ping traceroute gh glab hub tea jira linear slack stripe twilio invoke-restmethod irm enter-pssession new-pssession
    serverless sls eb cdk sst amplify copilot sam send-mailmessage test-netconnection resolve-dnsname adb ios-deploy fastlane eas`,
  ],
  [
    'remote',
    `dropdb createdb dropuser createuser pg_dump pg_restore mysqladmin mysqldump mongodump mongorestore minikube kind flux argocd
    getent whois finger w3m lynx links elinks websocat grpcurl mosquitto_pub ldapsearch snmpget ntpdate iperf iperf3 ab wrk siege hey
    k6 vegeta kcat kafkacat ipfs yt-dlp youtube-dl restic borg duplicity nats arp rpcinfo showmount avahi-resolve test-connection
    skaffold helmfile sshfs tcpdump tshark arp hydra john hashcat sqlmap msfconsole`,
  ],
  ['credentials', 'compgen pbpaste pbcopy xclip xsel wl-paste wl-copy get-clipboard screencapture scrot'],
  ['system', 'fuser fallocate mkfile gsettings dconf dbus-send xdotool newgrp sg login chvt ipython bpython'],
  ['environment', 'alias unalias hash doskey assoc ftype path set-variable new-variable set-psdebug shopt'],
];

/** Programs that never run by themselves, whatever their words. */
export const HAZARD_OF: ReadonlyMap<string, Hazard> = new Map(
  HAZARDS.flatMap(([hazard, names]) => names.split(/\s+/).map((name): [string, Hazard] => [name, hazard])),
);

/** Variables that make other programs run something, or find something else under their names. */
export const RULING_VARIABLE =
  /^(?:PATH|PATHEXT|COMSPEC|LD_\w+|DYLD_\w+|IFS|ENV|BASH_\w+|BASHOPTS|SHELLOPTS|SHELL|PS[0-4]|PROMPT_COMMAND|CDPATH|GLOBIGNORE|HOME|USERPROFILE|ZDOTDIR|FPATH|fpath|path|HISTFILE|EDITOR|VISUAL|PAGER|BROWSER|MANPAGER|LESS|LESSOPEN|LESSCLOSE|GIT_\w+|SSH_\w+|NODE_OPTIONS|NODE_PATH|NODE_REPL_\w+|PYTHON(?!UNBUFFERED|DONTWRITEBYTECODE|WARNINGS|IOENCODING|UTF8|HASHSEED)\w*|PERL\w*|RUBY\w*|GEM_\w+|BUNDLE_\w+|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|MAVEN_\w+|GRADLE_\w+|npm_config_\w+|NPM_CONFIG_\w+|YARN_\w+|PIP_\w+|UV_\w+|CARGO_(?!TERM_|INCREMENTAL|BUILD_JOBS)\w*|RUSTC\w*|RUSTFLAGS|RUSTDOC\w*|GO(?!OS$|ARCH$|MAXPROCS$|GC$|DEBUG$|TRACEBACK$)[A-Z]+|CC|CXX|LD|AR|CPP|MAKEFLAGS|MAKE|MFLAGS|DOTNET_STARTUP_HOOKS|COR_\w+|CORECLR_\w+|PSModulePath|TMPDIR|TMP|TEMP|XDG_\w+|DOCKER_\w+|KUBECONFIG|AWS_\w+|(?:http|https|all|no|ftp)_proxy|(?:HTTP|HTTPS|ALL|NO|FTP)_PROXY|CURL_\w+|SSL_\w+|OPENSSL_\w+|TERMINFO|VIMINIT|EXINIT)$/;

/** What such a variable may hold all the same. */
export const HARMLESS_VALUE =
  /^(?:|0|1|true|false|cat|:|never|--(?:max[-_]old[-_]space[-_]size=\d+|experimental[-_]vm[-_]modules|no[-_](?:warnings|deprecation)|trace[-_]\w+|enable[-_]source[-_]maps|test)(?: --(?:max[-_]old[-_]space[-_]size=\d+|experimental[-_]vm[-_]modules|no[-_](?:warnings|deprecation)))*|clang(?:\+\+)?(?:-\d+)?|gcc(?:-\d+)?|g\+\+(?:-\d+)?|cc|c\+\+|\.|\.\/?[\w-]+|src|lib|test)$/;
